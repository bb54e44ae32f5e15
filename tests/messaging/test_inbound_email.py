"""Emails in, through a mail provider's webhook, and what became of those that went out."""

import base64
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from followup.clinic import consent, contacts
from followup.clinic.models import Channel, Clinic, ContactPoint, OptOutReply, Patient, Staff
from followup.messaging import inbound_email, links
from followup.messaging.models import Inbound, InboundPhoto, Message, MessageKind, Receipt, Status
from tests.engine import reachable
from tests.messaging.calls import SECRET, mails_us, message_to

pytestmark = pytest.mark.django_db
GRACE = "grace@example.com"
INBOUND, TRACKING = "/anymail/postmark/inbound/", "/anymail/postmark/tracking/"


@pytest.fixture(autouse=True)
def _account(settings: Any, tmp_path: Any) -> None:
    settings.ANYMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.INBOUND_EMAIL_DOMAIN = "reply.peak.example.com"
    settings.PHOTO_ROOT = tmp_path


@pytest.fixture
def mailed(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Grace", "Okafor", email=GRACE, at=at)


@pytest.fixture
def message(mailed: Patient, peak: Clinic, at: datetime) -> Message:
    return message_to(mailed, clinic=peak, at=at, channel=Channel.EMAIL, to=GRACE)


def letter(*, to: str, text: str = "3", sender: str = GRACE, **more: Any) -> dict[str, Any]:
    """What Postmark posts for one email."""
    headers = {"Message-ID": f"<{uuid4()}@example.com>", **more.pop("headers", {})}
    return {
        "FromFull": {"Email": sender, "Name": "Grace"},
        "ToFull": [{"Email": to, "Name": ""}],
        "OriginalRecipient": to,
        "Subject": "Re: How are you?",
        "MessageID": str(uuid4()),
        "Date": "Mon, 2 Mar 2026 12:00:00 -0700",
        "TextBody": text,
        "HtmlBody": "",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{more.pop('envelope', sender)}>"},
            *({"Name": name, "Value": value} for name, value in headers.items()),
        ],
        "Attachments": [],
        **more,
    }


def arrives(event: dict[str, Any]) -> Inbound:
    assert mails_us(INBOUND, event).status_code == 200
    inbound: Inbound = Inbound.objects.latest("id")
    return inbound


def agrees(patient: Patient) -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=Channel.EMAIL)[patient.pk]


def test_a_letter_is_bound_by_the_address_it_was_sent_to(message: Message) -> None:
    inbound = arrives(letter(to=links.reply_address(message.public_id)))
    assert (inbound.body, inbound.sender, inbound.clinic) == ("3", GRACE, message.clinic)
    assert inbound_email.answered_message(inbound) == message
    assert inbound_email.is_from_the_addressee(inbound)
    assert not inbound.automatic


def test_the_address_works_in_any_case_and_hides_nothing_guessable(message: Message) -> None:
    address = links.reply_address(message.public_id)
    assert links.message_at(address.upper()) == message
    assert len(address.partition("@")[0]) <= 64
    other = links.reply_address(uuid4())
    assert links.message_at(address[:20] + other[20:]) is None
    assert links.message_at(other) is None
    assert links.message_at("reply+short@reply.peak.example.com") is None


def test_the_envelope_counts_before_what_is_written_on_the_letter(message: Message) -> None:
    address = links.reply_address(message.public_id)
    inbound = arrives(letter(to="somebody@example.com", OriginalRecipient=address))
    assert inbound_email.answered_message(inbound) == message


def test_a_forged_address_binds_nothing(message: Message) -> None:
    address = links.reply_address(message.public_id)
    forged = address.replace("+" + address[6:10], "+aaaa")
    inbound = arrives(letter(to=forged))
    assert inbound_email.answered_message(inbound) is None


def test_another_mailbox_with_the_token_is_kept_and_marked(message: Message) -> None:
    inbound = arrives(
        letter(to=links.reply_address(message.public_id), sender="sister@example.com")
    )
    assert inbound_email.answered_message(inbound) == message
    assert not inbound_email.is_from_the_addressee(inbound)


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_without_the_token_the_letter_that_it_answers_binds(message: Message, header: str) -> None:
    ours = f"<{message.public_id}@peak.example.com>"
    chain = f"<other@example.com> {ours}" if header == "References" else ours
    inbound = arrives(letter(to="care@peak.example.com", headers={header: chain}))
    assert inbound_email.answered_message(inbound) == message


def test_the_clinics_own_mailbox_says_whose_letter_it_is(peak: Clinic, charlie: Staff) -> None:
    inbound = arrives(letter(to="Care@Peak.example.com", sender="stranger@example.com"))
    assert inbound.clinic == peak
    assert inbound_email.answered_message(inbound) is None


def test_else_the_sender_does_where_only_one_clinic_knows_them(
    mailed: Patient, charlie: Staff
) -> None:
    assert arrives(letter(to="info@example.com")).clinic == mailed.clinic


def test_a_letter_for_no_clinic_is_taken_off_the_providers_hands(
    peak: Clinic, charlie: Staff
) -> None:
    answer = mails_us(INBOUND, letter(to="info@example.com", sender="stranger@example.com"))
    assert answer.status_code == 200
    assert Inbound.objects.count() == 0


def test_a_letter_that_is_told_twice_is_stored_once(message: Message) -> None:
    event = letter(to=links.reply_address(message.public_id))
    for number in ("first delivery", "second delivery"):
        mails_us(INBOUND, {**event, "MessageID": number})
    assert Inbound.objects.count() == 1


def test_another_letter_under_the_same_message_id_is_another_letter(message: Message) -> None:
    name = {"Message-ID": "<same@example.com>"}
    to = links.reply_address(message.public_id)
    for text in ("3", "no bruising"):
        mails_us(INBOUND, letter(to=to, text=text, headers=name))
    assert Inbound.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "envelope"),
    [
        ({"Auto-Submitted": "auto-replied"}, GRACE),
        ({"Auto-Submitted": "auto-generated; type=x"}, GRACE),
        ({"Precedence": "bulk"}, GRACE),
        ({"Precedence": "auto_reply"}, GRACE),
        ({"X-Autoreply": "yes"}, GRACE),
        ({}, ""),
    ],
)
def test_an_automatic_answer_is_kept_and_marked_and_stops_nothing(
    message: Message, mailed: Patient, headers: dict[str, str], envelope: str
) -> None:
    event = letter(
        to=links.reply_address(message.public_id), text="STOP", headers=headers, envelope=envelope
    )
    assert arrives(event).automatic
    assert agrees(mailed)


def test_a_person_says_auto_submitted_no(message: Message) -> None:
    event = letter(to=links.reply_address(message.public_id), headers={"Auto-Submitted": "no"})
    assert not arrives(event).automatic


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Stop\n\nOn Mon, Mar 2, 2026 at 9:00 AM Peak PT <care@peak.example.com> wrote:\n> Hi",
        "unsubscribe\n\nSent from my iPhone",
        "\nparar\n\n> How sore is it?\n> Reply STOP to opt out",
        "stop\r\n-----Original Message-----\r\nFrom: Peak PT",
    ],
)
def test_stop_above_the_quotation_ends_the_emails_and_is_confirmed(
    message: Message, mailed: Patient, text: str
) -> None:
    arrives(letter(to=links.reply_address(message.public_id), text=text))
    assert not agrees(mailed)
    confirmation = Message.objects.get(kind=MessageKind.OPT_OUT)
    assert (confirmation.channel, confirmation.to) == (Channel.EMAIL, GRACE)
    assert confirmation.clinic.opt_out_reply == OptOutReply.PROVIDER


def test_stop_in_the_subject_of_an_empty_letter_counts(message: Message, mailed: Patient) -> None:
    to = links.reply_address(message.public_id)
    arrives(letter(to=to, text="", Subject="Re: unsubscribe"))
    assert not agrees(mailed)


def test_our_own_words_below_the_answer_do_not_stop_anything(
    message: Message, mailed: Patient
) -> None:
    quoted = "4\n\nOn Mon, Mar 2, 2026 at 9:00 AM Peak PT wrote:\n> STOP\n"
    arrives(letter(to=links.reply_address(message.public_id), text=quoted))
    assert agrees(mailed)


def test_html_alone_is_read_as_text_with_a_mark_before_the_quotation(message: Message) -> None:
    html = (
        "<style>p{color:red}</style><p>It is a <b>4</b> &amp; no bruise</p>"
        '<div class="gmail_quote"><blockquote>How sore, 0-10?</blockquote></div>'
    )
    inbound = arrives(letter(to=links.reply_address(message.public_id), text="", HtmlBody=html))
    words, _, quoted = inbound.body.partition("-----Original Message-----")
    assert words.strip() == "It is a 4 & no bruise"
    assert "How sore" in quoted
    assert "<" not in inbound.body


@pytest.mark.parametrize(
    "raw",
    [
        b"From: grace@example.com\r\nTo: care@peak.example.com\r\n"
        b"Content-Type: text/plain; charset=no-such\r\n\r\nIt is a 4",
        b"From: grace@example.com\r\nTo: care@peak.example.com\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt is a 4 \xff\xfe",
        b"From: =?utf-8?q?Gr=C3=A4ce?= <grace@example.com>\r\nTo: care@peak.example.com\r\n"
        b"Content-Type: multipart/alternative; boundary=never\r\n\r\n--never\r\n\r\nIt is a 4",
    ],
)
def test_a_charset_that_nobody_knows_loses_no_letter(mailed: Patient, raw: bytes) -> None:
    event = letter(to="care@peak.example.com", RawEmail=raw.decode("latin-1"))
    assert arrives(event).body.startswith("It is a 4")


def test_pictures_are_set_aside_and_other_attachments_are_not(message: Message) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "purple").save(picture, "PNG")
    event = letter(
        to=links.reply_address(message.public_id),
        Attachments=[
            _attached("bruise.png", "image/png", picture.getvalue()),
            _attached("letter.pdf", "application/pdf", b"%PDF"),
        ],
    )
    inbound = arrives(event)
    (photo,) = InboundPhoto.objects.filter(inbound=inbound)
    assert photo.state == "waiting"
    assert photo.path


def _attached(name: str, kind: str, content: bytes) -> dict[str, str]:
    return {"Name": name, "ContentType": kind, "Content": base64.b64encode(content).decode()}


@pytest.mark.parametrize("secret", ["", "mail:wrong", "x"])
def test_without_the_secret_nothing_is_taken(message: Message, secret: str) -> None:
    event = letter(to=links.reply_address(message.public_id))
    answer = mails_us(INBOUND, event, secret=secret)
    assert answer.status_code == 403
    assert "ANYMAIL_WEBHOOK_SECRET" in answer.content.decode()
    assert Inbound.objects.count() == 0


def test_with_no_secret_set_no_door_is_open(message: Message, settings: Any) -> None:
    settings.ANYMAIL_WEBHOOK_SECRET = ""
    event = letter(to=links.reply_address(message.public_id))
    assert mails_us(INBOUND, event).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [("/anymail/nobody/inbound/", 404), ("/anymail/postmark/elsewhere/", 404), (TRACKING, 400)],
)
def test_a_wrong_door_is_told_so(peak: Clinic, path: str, status: int) -> None:
    assert mails_us(path, letter(to="care@peak.example.com")).status_code == status


@pytest.mark.parametrize("event", [{}, {"RecordType": 5}, {"FromFull": 3}, {"Headers": "x"}])
def test_bodies_that_no_provider_sends_are_never_a_fault_of_ours(
    peak: Clinic, event: dict[str, Any]
) -> None:
    for path in (INBOUND, TRACKING):
        assert mails_us(path, event).status_code < 500


def reported(message: Message, record: str, **more: Any) -> int:
    event = {
        "RecordType": record,
        "MessageID": "at-postmark-1",
        "Metadata": {"public_id": str(message.public_id)},
        "Email": GRACE,
        "Recipient": GRACE,
        **more,
    }
    return int(mails_us(TRACKING, event).status_code)


def test_a_delivered_email_is_delivered_once(message: Message) -> None:
    assert [reported(message, "Delivery") for _ in range(2)] == [200, 200]
    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert Receipt.objects.count() == 1


def test_a_report_is_found_by_our_own_message_id_too(message: Message) -> None:
    ours = f"{message.public_id}@peak.example.com"
    reported(message, "Delivery", Metadata={}, MessageID=ours)
    message.refresh_from_db()
    assert message.status == Status.DELIVERED


def test_a_bounced_address_is_not_used_again(message: Message, mailed: Patient) -> None:
    reported(message, "Bounce", Type="HardBounce", ID=1)
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.FAILED, "unreachable")
    assert ContactPoint.objects.get(patient=mailed).unreachable_at is not None


def test_a_bounce_after_delivered_is_believed_of_the_address(
    message: Message, mailed: Patient
) -> None:
    reported(message, "Delivery")
    reported(message, "Bounce", Type="HardBounce", ID=1)
    message.refresh_from_db()
    assert message.status == Status.DELIVERED
    assert ContactPoint.objects.get(patient=mailed).unreachable_at is not None


def test_a_delay_is_no_bounce(message: Message, mailed: Patient) -> None:
    reported(message, "Bounce", Type="Transient", ID=1)
    message.refresh_from_db()
    assert message.status == Status.ACCEPTED
    assert ContactPoint.objects.get(patient=mailed).unreachable_at is None


@pytest.mark.parametrize(
    ("record", "more"),
    [
        ("SpamComplaint", {"Type": "SpamComplaint"}),
        ("SubscriptionChange", {"SuppressSending": True, "SuppressionReason": "ManualSuppression"}),
    ],
)
def test_who_complains_or_unsubscribes_at_the_provider_gets_no_more(
    message: Message, mailed: Patient, record: str, more: dict[str, Any]
) -> None:
    assert agrees(mailed)
    reported(message, record, ID=1, **more)
    assert not agrees(mailed)
    assert Message.objects.filter(kind=MessageKind.OPT_OUT).count() == 0


def test_a_report_on_an_email_of_others_is_taken_and_forgotten(message: Message) -> None:
    assert reported(message, "Delivery", Metadata={}, MessageID="of-others") == 200
    assert Receipt.objects.count() == 0


def test_the_index_of_the_sender_is_that_of_the_patient(message: Message) -> None:
    inbound = arrives(letter(to=links.reply_address(message.public_id), sender="Grace@Example.com"))
    assert inbound.sender_index == contacts.index_of(Channel.EMAIL, GRACE)
    assert inbound_email.is_from_the_addressee(inbound)

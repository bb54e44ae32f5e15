"""The receipt of a message: all that is known of it on one page, for those who may see patients."""

from datetime import datetime, timedelta
from http import HTTPStatus

from followup.clinic import consent
from followup.clinic.models import AuditEvent, Channel, Clinic, Patient, Staff
from followup.messaging.models import Attempt, Message, Outcome, Receipt, Status
from followup.replies import review
from followup.replies.models import Reader, ReadingRecord
from followup.reports.message_receipt import receipt_of
from tests.messaging.calls import message_to
from tests.web.conftest import Enter, Wait


def _page(enter: Enter, staff: Staff, message: Message) -> str:
    return enter(staff).get(f"/messages/{message.pk}/receipt").content.decode()


def test_it_shows_words_consent_tries_and_what_the_provider_said(
    enter: Enter, bob: Staff, maria: Patient, clinic: Clinic, at: datetime
) -> None:
    consent.grant(
        patient=maria, channel=Channel.SMS, at=at, how="form", by=bob, wording="You may text me."
    )
    message = message_to(maria, clinic=clinic, at=at, body="How sore <is> it?", tries=1)
    Attempt.objects.create(
        clinic=clinic, message=message, number=1, started_at=at, ended_at=at,
        outcome=Outcome.ACCEPTED, provider_id="SM42",
    )  # fmt: skip
    Receipt.objects.create(
        clinic=clinic, message=message, provider="twilio", provider_id="SM42",
        status="undelivered", error_code="30003", received_at=at,
    )  # fmt: skip
    page = _page(enter, bob, message)
    for words in (
        "How sore &lt;is&gt; it?", "Maria Lopez", "You may text me.", "on a form, Bob", "SM42",
        "Twilio said: undelivered", "Error 30003", str(message.public_id), "the shipped one",
    ):  # fmt: skip
        assert words in page


def test_consent_is_that_of_the_day_and_not_that_of_now(
    maria: Patient, clinic: Clinic, at: datetime
) -> None:
    message = message_to(maria, clinic=clinic, at=at + timedelta(hours=1))
    consent.revoke(patient=maria, channel=Channel.SMS, at=at + timedelta(hours=2), how="keyword")
    line = receipt_of(message).consent
    assert line is not None
    assert line.granted


def test_without_a_line_of_consent_it_says_so(
    enter: Enter, bob: Staff, maria: Patient, clinic: Clinic, at: datetime
) -> None:
    message = message_to(maria, clinic=clinic, at=at - timedelta(days=1))
    assert "No line of the ledger stood then" in _page(enter, bob, message)


def test_the_answer_stands_with_its_readings_and_who_dealt_with_it(
    enter: Enter, bob: Staff, maria: Patient, clinic: Clinic, wait: Wait, at: datetime
) -> None:
    asked = message_to(maria, clinic=clinic, at=at - timedelta(hours=1))
    item = wait(maria, "about a 4", soreness=4)
    assert item.reply is not None
    ReadingRecord.objects.create(
        clinic=clinic, reply=item.reply, reader=Reader.STAFF, by=bob, soreness=6,
        urgency="routine", at=at,
    )  # fmt: skip
    review.resolve(item=item, by=bob, at=at, done="called", note="All well")
    page = _page(enter, bob, asked)
    for words in (
        "about a 4",
        "Read by Bob",
        "soreness 6",
        "soreness 4",
        "Called: Bob",
        "All well",
    ):
        assert words in page
    assert page.index("soreness 6") < page.index("soreness 4")


def test_an_answer_belongs_to_the_words_that_came_last_before_it(
    maria: Patient, clinic: Clinic, wait: Wait, at: datetime
) -> None:
    first = message_to(maria, clinic=clinic, at=at - timedelta(hours=3))
    second = message_to(maria, clinic=clinic, at=at - timedelta(hours=1))
    wait(maria, "3", received=at)
    assert receipt_of(first).answers == []
    assert [answer.reply.words for answer in receipt_of(second).answers] == ["3"]


def test_a_message_to_staff_has_one_too(
    enter: Enter, alice: Staff, clinic: Clinic, maria: Patient, at: datetime
) -> None:
    message = message_to(
        maria, clinic=clinic, at=at, kind="alert", body="Look", status=Status.QUEUED
    )
    Message.objects.filter(pk=message.pk).update(patient=None, staff=alice)
    page = _page(enter, alice, message)
    assert "Look" in page
    assert "Consent at that time" not in page


def test_looking_at_it_is_written_down(
    enter: Enter, bob: Staff, maria: Patient, clinic: Clinic, at: datetime
) -> None:
    message = message_to(maria, clinic=clinic, at=at)
    _page(enter, bob, message)
    seen = AuditEvent.objects.get(act="viewed", subject="message")
    assert (seen.subject_id, seen.by) == (message.pk, bob)


def test_each_message_of_a_conversation_leads_to_its_receipt(
    enter: Enter, bob: Staff, charlie: Staff, maria: Patient, clinic: Clinic, at: datetime
) -> None:
    message = message_to(maria, clinic=clinic, at=at)
    link = f"/messages/{message.pk}/receipt"
    assert link in enter(bob).get(f"/patients/{maria.pk}/").content.decode()
    assert enter(charlie).get(link).status_code == HTTPStatus.NOT_FOUND

"""Emails that came in, and what became of those that went out, whichever provider tells it.

A letter is bound by the token in the address that it was sent to, else by what it says that it
answers. The token routes and proves nothing: a letter from another mailbox than the one that was
written to is kept, marked, and left to a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet

from followup.clinic import contacts
from followup.clinic.models import Channel, Clinic, ContactPoint
from followup.lib.crypto import blind_index
from followup.messaging import links, mail_words, optout, receive
from followup.messaging.models import Inbound, Message
from followup.messaging.receive import Arrival, Report

log = structlog.get_logger(__name__)

_MACHINES = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@", "bounce@", "bounces@")
_SENT_BY_MACHINES = frozenset({"bulk", "auto_reply", "junk"})
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_REFERENCES = 20
_LONGEST_HTML = 200_000
_LONGEST_BODY = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One email as the mail provider hands it over; headers by their names in lower case."""

    provider: str
    event_id: str
    message_id: str
    sender: str
    # Empty for a bounce (RFC 3834), None where the provider does not say.
    envelope_sender: str | None
    # The address that the envelope named, then those of To and Delivered-To.
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    # What the provider took for the answer without the quotation; many do not try.
    stripped: str = ""
    sent_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[tuple[bytes, str], ...] = ()

    @property
    def body(self) -> str:
        """Its words; of a letter as long as a book only the beginning, for the reader's sake."""
        text = self.text if self.text.strip() else mail_words.plain(self.html[:_LONGEST_HTML])
        return text[:_LONGEST_BODY]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport:
    """What a mail provider says of an email that went out."""

    # From the metadata that was sent along, where the provider gives it back.
    public_id: UUID | None
    report: Report
    # Called it spam, or unsubscribed at the provider.
    refuses: bool


def received(*, letter: Letter, at: datetime) -> Inbound | None:
    """Store a letter; None when it was known already, or is for no clinic here."""
    answered = _answered(letter)
    clinic = answered.clinic if answered else _clinic_of(letter)
    if clinic is None:
        log.warning("letter_for_no_clinic", provider=letter.provider)
        return None
    return receive.arrived(arrival=_arrival(letter, clinic, answered), at=at)


def answered_message(inbound: Inbound) -> Message | None:
    """The message that this email answers, where its address or its headers say so."""
    public_id = (inbound.raw or {}).get("answers")
    return Message.objects.filter(public_id=public_id).first() if public_id else None


def is_from_the_addressee(inbound: Inbound) -> bool:
    """Whether it came from the mailbox that was written to; anybody can hold a forwarded link."""
    return bool((inbound.raw or {}).get("from_addressee", True))


def reported(*, mail: MailReport, at: datetime) -> None:
    """Store what became of an email; a refusal ends the consent, a dead address its use.

    Raises UnknownMessage.
    """
    message = _reported_message(mail)
    if message is None:
        raise receive.UnknownMessage("No email from here has this id.")
    receive.receipt(public_id=message.public_id, report=mail.report, at=at)
    if mail.refuses:
        optout.opt_out(
            clinic=message.clinic,
            channel=Channel.EMAIL,
            index=message.to_index,
            at=at,
            how="provider",
        )
    fault = mail.report.said.fault
    if fault and fault.unreachable:
        # Also after "delivered": many mailboxes take a letter first and bounce it later.
        contacts.mark_unreachable(
            clinic_id=message.clinic_id,
            channel=Channel.EMAIL,
            index=message.to_index,
            reason=fault.code,
            at=at,
        )


def is_automatic(letter: Letter) -> bool:
    """Whether a program wrote it (RFC 3834): kept, never read as the patient's, never answered."""
    headers = letter.headers
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    return (
        submitted not in {"no", ""}
        or headers.get("precedence", "").strip().lower() in _SENT_BY_MACHINES
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "list-id"))
        or letter.envelope_sender == ""
        or headers.get("return-path", "").strip() == "<>"
        or headers.get("content-type", "").lower().startswith("multipart/report")
        or letter.sender.lower().startswith(_MACHINES)
    )


def _arrival(letter: Letter, clinic: Clinic, answered: Message | None) -> Arrival:
    return Arrival(
        clinic=clinic,
        channel=Channel.EMAIL,
        provider=letter.provider,
        provider_id=_key(letter),
        sender=letter.sender,
        recipient=letter.recipients[0] if letter.recipients else "",
        subject=letter.subject,
        body=letter.body,
        words=_words(letter),
        automatic=is_automatic(letter),
        sent_at=letter.sent_at,
        pictures=letter.pictures,
        raw=_raw(letter, answered),
    )


def _key(letter: Letter) -> str:
    """The same for the same letter however often it is delivered, and for no other.

    Providers number their deliveries, and mail programs repeat a Message-ID in other letters.
    """
    name = letter.message_id or letter.event_id
    parts = (name, letter.sender, *letter.recipients[:1], letter.subject, letter.body)
    return blind_index("\x00".join(parts), purpose="letter")


def _words(letter: Letter) -> str:
    written = letter.stripped.strip() or mail_words.above_the_quotation(letter.body)
    return written or mail_words.subject_alone(letter.subject)


def _raw(letter: Letter, answered: Message | None) -> dict[str, Any]:
    index = contacts.index_of(Channel.EMAIL, letter.sender)
    return {
        "event_id": letter.event_id,
        "message_id": letter.message_id,
        "headers": dict(letter.headers),
        "html": letter.html[:_LONGEST_HTML],
        "answers": str(answered.public_id) if answered else "",
        "from_addressee": answered is None or answered.to_index == index,
    }


def _answered(letter: Letter) -> Message | None:
    for address in letter.recipients:
        if message := links.message_at(address):
            return message
    return _referred_to(letter)


def _referred_to(letter: Letter) -> Message | None:
    """The message that In-Reply-To names, else the last that References does."""
    chain = f"{letter.headers.get('references', '')} {letter.headers.get('in-reply-to', '')}"
    names = _MESSAGE_ID.findall(chain)[-_MOST_REFERENCES:]
    emails = Message.objects.filter(channel=Channel.EMAIL)
    ours = emails.filter(Q(public_id__in=_public_ids(names)) | Q(provider_id__in=names))
    return ours.order_by("-created_at").first()


def _public_ids(names: list[str]) -> list[UUID]:
    """We write Message-IDs as <public id@domain>."""
    locals_ = (name.strip("<>").partition("@")[0] for name in names)
    return [UUID(local) for local in locals_ if _UUID.fullmatch(local)]


def _clinic_of(letter: Letter) -> Clinic | None:
    """By the mailbox that was written to, else by who wrote, else the only clinic there is."""
    for address in letter.recipients:
        if owner := _only(Clinic.objects.filter(email_from__iexact=address)):
            return owner
    index = contacts.index_of(Channel.EMAIL, letter.sender)
    known = ContactPoint.objects.filter(channel=Channel.EMAIL, index=index)
    return _only(Clinic.objects.filter(pk__in=known.values("clinic"))) or _only(
        Clinic.objects.all()
    )


def _only(clinics: QuerySet[Clinic]) -> Clinic | None:
    found = list(clinics[:2])
    return found[0] if len(found) == 1 else None


def _reported_message(mail: MailReport) -> Message | None:
    emails = Message.objects.select_related("clinic").filter(channel=Channel.EMAIL)
    named = mail.report.provider_id
    ids = _public_ids([named]) + ([mail.public_id] if mail.public_id else [])
    return emails.filter(public_id__in=ids).first() or (
        emails.filter(provider_id__in=[named, f"<{named}>"]).first() if named else None
    )

"""What comes in is stored exactly once before anything is made of it: receipts and messages.

The provider may say a thing twice, late, out of order, and before our own update; each of these
ends in the same rows. Work that takes time follows later, by a nudge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from followup.clinic import contacts
from followup.clinic.models import Channel, Clinic, Patient
from followup.lib.later import nudge_later
from followup.lib.once import inserted
from followup.messaging import delivery, optout, photos, plain_text
from followup.messaging.delivery import Said
from followup.messaging.keywords import Keyword
from followup.messaging.models import Inbound, Message, Receipt
from followup.messaging.providers.base import Received
from followup.messaging.settle import settle_receipt


class UnknownMessage(LookupError):
    """A receipt for a message that is none of ours."""


class UnknownClinic(LookupError):
    """A text for a number that no clinic here has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a provider says of a message, in its words (`status`) and in ours (`said`)."""

    provider: str
    provider_id: str
    status: str
    said: Said
    error_code: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message that came in, on either channel, with the clinic that it is for."""

    clinic: Clinic
    channel: str
    provider: str
    provider_id: str
    sender: str
    recipient: str
    body: str
    # What the person wrote, without what was quoted: a keyword is looked for in these words.
    words: str
    subject: str = ""
    keyword: str = ""
    automatic: bool = False
    polled: bool = False
    sent_at: datetime | None = None
    # Addresses with their declared types, and pictures that came along with an email.
    media: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[bytes, str], ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)


def receipt(*, public_id: UUID, report: Report, at: datetime) -> bool:
    """Store what the provider says and move the message on; False when it was known already.

    Raises UnknownMessage. The message's row is locked, so that two receipts at once, or a receipt
    and our own update, come one after the other.
    """
    with transaction.atomic():
        message = _locked(public_id)
        earlier = list(Receipt.objects.filter(message=message, provider_id=report.provider_id))
        if _is_known(report, earlier):
            return False
        said = Said(None) if _is_behind(report, earlier) else report.said
        advance = delivery.advance(cast(delivery.Status, message.status), said)
        _store(message, report, contradicts=advance.contradicts, at=at)
        settle_receipt(message=message, advance=advance, provider_id=report.provider_id, at=at)
        return True


def text(
    *,
    received: Received,
    provider: str,
    at: datetime,
    keyword: str = "",
    messaging_service: str = "",
    polled: bool = False,
) -> bool:
    """Store a text that came in; False when it was known already. Raises UnknownClinic."""
    means = optout.keyword_of(said_by_provider=keyword, words=received.body)
    if means is None and not keyword and not received.media:
        pk = plain_text.stored(received=received, provider=provider, polled=polled, at=at)
        if pk is not None:
            nudge_later("read_inbound", pk)
            return True
    arrival = Arrival(
        clinic=_clinic_of(received.recipient, messaging_service),
        channel=Channel.SMS,
        provider=provider,
        provider_id=received.provider_id,
        sender=received.sender,
        recipient=received.recipient,
        body=received.body,
        words=received.body,
        keyword=keyword,
        polled=polled,
        sent_at=received.sent_at,
        media=received.media,
        raw=dict(received.raw),
    )
    return arrived(arrival=arrival, at=at) is not None


def arrived(*, arrival: Arrival, at: datetime) -> Inbound | None:
    """Store what came in, heed STOP, START and HELP, and have the rest read soon.

    All in one transaction: whoever is told that we have it, was also heard when they said STOP.
    None when it was known already.
    """
    keyword = _keyword_of(arrival)
    if keyword is None and not arrival.media and not arrival.pictures:
        # A single statement is a transaction of its own, and most messages are no more.
        return _stored(arrival, at)
    with transaction.atomic():
        inbound = _stored(arrival, at)
        if inbound is not None:
            if keyword is not None:
                optout.heed(inbound=inbound, keyword=keyword, at=at)
            photos.expect(inbound=inbound, media=arrival.media, pictures=arrival.pictures)
        return inbound


def _keyword_of(arrival: Arrival) -> Keyword | None:
    if arrival.automatic:
        return None
    return optout.keyword_of(said_by_provider=arrival.keyword, words=arrival.words)


def _stored(arrival: Arrival, at: datetime) -> Inbound | None:
    inbound = _inbound(arrival, at)
    if not inserted(inbound):
        return None
    nudge_later("read_inbound", inbound.pk)
    return inbound


def _locked(public_id: UUID) -> Message:
    """The message, its patient's row held before its own: whoever takes both takes them so."""
    receiver = Message.objects.filter(public_id=public_id).values("patient")
    list(Patient.objects.select_for_update(no_key=True).filter(pk__in=receiver))
    message: Message | None = (
        Message.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic", "patient", "planned__step", "check_in")
        .filter(public_id=public_id)
        .first()
    )
    if message is None:
        raise UnknownMessage(f"No message {public_id} was sent from here.")
    return message


def _is_known(report: Report, earlier: Sequence[Receipt]) -> bool:
    said = (report.status, report.error_code)
    return any((receipt.status, receipt.error_code) == said for receipt in earlier)


def _is_behind(report: Report, earlier: Sequence[Receipt]) -> bool:
    """Whether the provider had already given up this very text, and we may have sent another.

    Only that it did arrive after all still counts.
    """
    gave_up = any(receipt.word == "failed" for receipt in earlier)
    return gave_up and report.said.word != "delivered"


def _store(message: Message, report: Report, *, contradicts: bool, at: datetime) -> None:
    Receipt.objects.create(
        clinic_id=message.clinic_id,
        message=message,
        provider=report.provider,
        provider_id=report.provider_id,
        status=report.status,
        word=report.said.word or "",
        error_code=report.error_code,
        contradicts=contradicts,
        raw=report.raw,
        received_at=at,
    )


def _clinic_of(number: str, messaging_service: str) -> Clinic:
    """Whose number it is; else whose messaging service, where only one clinic uses it."""
    owner = Clinic.objects.filter(sms_number=number).first()
    if owner is None and messaging_service:
        users = Clinic.objects.filter(messaging_service=messaging_service)[:2]
        owner = users[0] if len(users) == 1 else None
    if owner is None:
        raise UnknownClinic(
            "No clinic here has the number that was written to. Enter it as the clinic's number, "
            "or take this webhook off the number."
        )
    return owner


def _inbound(arrival: Arrival, at: datetime) -> Inbound:
    return Inbound(
        clinic=arrival.clinic,
        channel=arrival.channel,
        provider=arrival.provider,
        provider_id=arrival.provider_id,
        sender=arrival.sender,
        sender_index=contacts.index_of(arrival.channel, arrival.sender),
        recipient=arrival.recipient,
        subject=arrival.subject,
        body=arrival.body,
        keyword_by_provider=arrival.keyword,
        automatic=arrival.automatic,
        raw=arrival.raw,
        sent_at=arrival.sent_at,
        received_at=at,
        polled=arrival.polled,
    )

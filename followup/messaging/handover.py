"""Hand messages over to their provider: the attempt stands before the network, the result after.

Nothing here runs inside a transaction while the provider is asked. Between the two commits a
crash leaves the message `sending` under a lease, which the sweep turns into `unknown`: it is asked
about, never blindly sent again.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from followup.care.planning import hours_of, zones_of
from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging import links, mail_body, policy, senders, settle
from followup.messaging.delivery import Fault
from followup.messaging.models import Attempt, Message, Outcome, Status
from followup.messaging.providers.base import Handed, Outgoing
from followup.messaging.providers.choice import provider_of

log = structlog.get_logger(__name__)

_OUTCOMES = {
    "accepted": Outcome.ACCEPTED,
    "refused": Outcome.REFUSED,
    "later": Outcome.LATER,
    "unknown": Outcome.UNKNOWN,
}
_NO_REASON = Fault("unknown", "The provider does not say why.")


def write_attempts(*, messages: Sequence[Message], at: datetime) -> None:
    """One open attempt for each message; commit it before `hand_over`."""
    Attempt.objects.bulk_create(
        Attempt(clinic_id=message.clinic_id, message=message, number=message.tries, started_at=at)
        for message in messages
    )


def lease_end() -> Combinable:
    """When a lease that begins now runs out, on the database's clock."""
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)


def hand_over(*, messages: Sequence[Message], leased_at: float) -> int:
    """Send `messages`, which are `sending` with an open attempt; how many the provider took.

    `leased_at` is time.monotonic() of when the lease began: a worker that slept through it leaves
    its messages to the sweep.
    """
    if time.monotonic() - leased_at > settings.LEASE_SECONDS - settings.TWILIO_TOTAL_SECONDS:
        log.warning("lease_slept_through", messages=len(messages))
        return 0
    accepted = 0
    for channel in Channel.values:
        batch = [message for message in messages if message.channel == channel]
        if batch:
            at = clock.now()
            handed = provider_of(channel).send([outgoing(message, at=at) for message in batch])
            accepted += record(handed=handed, at=clock.now())
    return accepted


@transaction.atomic
def record(*, handed: Sequence[Handed], at: datetime) -> int:
    """Write down what the provider answered; a receipt that came first has the last word."""
    by_id = {item.public_id: item for item in handed}
    messages = list(
        Message.objects.select_for_update(of=("self",))
        .select_related("clinic", "patient", "planned", "check_in")
        .filter(public_id__in=by_id)
        .order_by("id")
    )
    taken = [m for m in messages if by_id[m.public_id].result == "accepted"]
    _accept_all(taken, by_id, at=at)
    for message in messages:
        item = by_id[message.public_id]
        _end_attempt(message, item, at=at)
        if item.result != "accepted" and message.status == Status.SENDING:
            _not_accepted(message, item, at=at)
    return len(taken)


def outgoing(message: Message, *, at: datetime) -> Outgoing:
    """A message as its provider gets it."""
    clinic, email = message.clinic, message.channel == Channel.EMAIL
    return Outgoing(
        public_id=message.public_id,
        to=message.to,
        body=mail_body.text(message.body) if email else message.body,
        sender=_mailbox(message) if email else clinic.sms_number,
        valid_seconds=_valid_seconds(message, at),
        messaging_service="" if email else clinic.messaging_service,
        callback_url="" if email else _callback(message),
        subject=message.subject,
        html=mail_body.html(message.body) if email else "",
        reply_to=links.reply_address(message.public_id) if email else "",
        unsubscribe_url=_unsubscribe(message) if email else "",
    )


def _accept_all(messages: list[Message], by_id: dict[UUID, Handed], *, at: datetime) -> None:
    fresh = [m for m in messages if m.status in {Status.SENDING, Status.UNKNOWN, Status.QUEUED}]
    for message in fresh:
        message.status, message.leased_until, message.ask_at = Status.ACCEPTED, None, None
        message.provider_id = by_id[message.public_id].provider_id
    first = [m for m in fresh if m.accepted_at is None]
    for message in first:
        message.accepted_at = at
    Message.objects.bulk_update(
        fresh, ["status", "leased_until", "ask_at", "provider_id", "accepted_at"]
    )
    settle.after_acceptance(messages=first, at=at)


def _end_attempt(message: Message, item: Handed, *, at: datetime) -> None:
    fault = item.fault
    Attempt.objects.filter(message=message, number=message.tries).update(
        outcome=_OUTCOMES[item.result],
        ended_at=at,
        provider_id=item.provider_id,
        error_code=fault.code if fault else "",
        error=fault.words if fault else "",
    )


def _not_accepted(message: Message, item: Handed, *, at: datetime) -> None:
    fault = item.fault or _NO_REASON
    if item.result == "refused":
        settle.refuse(message=message, fault=fault, at=at)
        return
    if item.result == "unknown":
        settle.leave_unknown(message=message)
        return
    if fault.halts:
        senders.halt(clinic_id=message.clinic_id, channel=message.channel, because=fault.words)
    settle.try_later(message=message, fault=fault, at=at)


def _mailbox(message: Message) -> str:
    address = message.clinic.email_from or settings.DEFAULT_FROM_EMAIL
    name = message.clinic.name.replace('"', "").replace("\\", "")
    return f'"{name}" <{address}>'


def _valid_seconds(message: Message, at: datetime) -> int:
    if message.patient is None or message.planned_id is None:
        return int((message.expires_at - at).total_seconds())
    until = policy.lands_by(
        at=at,
        expires_at=message.expires_at,
        hours=hours_of(message.clinic),
        zones=zones_of(
            clinic_zone=message.clinic.time_zone,
            time_zone=message.patient.time_zone,
            number=message.to if message.channel == Channel.SMS else "",
        ),
    )
    return int((until - at).total_seconds())


def _callback(message: Message) -> str:
    return f"{settings.PUBLIC_BASE_URL}/twilio/status/{message.public_id}"


def _unsubscribe(message: Message) -> str:
    return links.unsubscribe_url(message.patient_id) if message.patient_id else ""

"""Write down what became of a message, and what follows from it, in one transaction."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from followup.care import planning
from followup.care.models import CheckIn
from followup.clinic import contacts
from followup.messaging import delivery, fallback, optout
from followup.messaging.delivery import Advance, Fault
from followup.messaging.models import Attempt, Message, MessageKind, Outcome, Status

# A text that the carrier lost is not worth another at once: the phone may be off (error 30003).
_BETWEEN_TEXTS = timedelta(minutes=20)


def settle_receipt(*, message: Message, advance: Advance, provider_id: str, at: datetime) -> None:
    """Move `message`, whose row the caller holds locked, as a receipt says."""
    if not advance.moved or _speaks_of_an_older_try(message, provider_id):
        return
    _end_attempt(message, provider_id=provider_id, at=at)
    if advance.status == "failed":
        _fail_or_repeat(message, fault=advance.fault, at=at)
        return
    accept(message=message, status=advance.status, provider_id=provider_id, at=at)


def accept(*, message: Message, status: str, provider_id: str, at: datetime) -> None:
    """The provider has it: note since when, and plan the nudge that counts from now."""
    first = message.accepted_at is None
    message.status, message.leased_until, message.ask_at = status, None, None
    message.provider_id = provider_id or message.provider_id
    message.accepted_at = message.accepted_at or at
    message.settled_at = at if status == Status.DELIVERED else None
    message.save(update_fields=_MOVED)
    if first:
        after_acceptance(ids=[message.pk], at=at)


def after_acceptance(*, ids: Sequence[int], at: datetime) -> None:
    """What counts from the accepted send: the check-in is asked, and its nudge is planned."""
    asking = Message.objects.filter(pk__in=ids, check_in__isnull=False)
    nudging = asking.filter(kind=MessageKind.NUDGE).values("check_in")
    CheckIn.objects.filter(pk__in=nudging, nudged_at__isnull=True).update(nudged_at=at)
    questions = list(asking.filter(kind__in=_ASKING).values_list("check_in", "planned"))
    asked = [check_in for check_in, _ in questions]
    CheckIn.objects.filter(pk__in=asked, asked_at__isnull=True).update(asked_at=at)
    planned = [planned for _, planned in questions if planned is not None]
    if planned:
        planning.plan_nudges(planned_ids=planned, accepted_at=at)


def refuse(*, message: Message, fault: Fault, at: datetime) -> None:
    """It will not go: say why, act on what the fault means, and try the step's other channel."""
    _close(message, reason=fault.reason, at=at)
    if fault.opted_out:
        optout.opt_out(
            clinic=message.clinic,
            channel=message.channel,
            index=message.to_index,
            at=at,
            how="provider",
        )
    if fault.unreachable:
        contacts.mark_unreachable(
            clinic_id=message.clinic_id,
            channel=message.channel,
            index=message.to_index,
            reason=fault.code,
            at=at,
        )
        fallback.queue_on_the_other_channel(message=message, at=at)


def try_later(*, message: Message, fault: Fault, at: datetime) -> None:
    """Back to the queue, for as long as the message is of use."""
    then = delivery.next_try(
        tries=message.tries,
        at=at,
        expires_at=message.expires_at,
        jitter=random.random(),  # noqa: S311 - spreads load, guards nothing
    )
    if then is None:
        _close(message, reason=fault.reason, at=at)
        return
    queue_again(message=message, due_at=then)


def leave_unknown(*, message: Message) -> None:
    """Nobody knows: ask the provider in a while, and until then send nothing."""
    wait = timedelta(seconds=settings.UNKNOWN_ASK_AFTER_SECONDS)
    Message.objects.filter(pk=message.pk).update(
        status=Status.UNKNOWN, leased_until=None, ask_at=Now() + wait
    )


def queue_again(*, message: Message, due_at: datetime) -> None:
    """Let the dispatcher claim it once more."""
    message.status, message.leased_until, message.ask_at = Status.QUEUED, None, None
    message.due_at, message.asked = due_at, 0
    message.save(update_fields=[*_MOVED, "due_at", "asked"])


def give_up(*, message: Message, reason: str, at: datetime) -> None:
    """It was claimed but may not go any more."""
    message.tries -= 1
    _close(message, reason=reason, at=at)


def hold(*, message: Message, until: datetime, at: datetime) -> None:
    """It was claimed but must wait for the hour; useless by then, it is given up."""
    if until >= message.expires_at:
        give_up(message=message, reason="window", at=at)
        return
    message.tries -= 1
    queue_again(message=message, due_at=until)


def _fail_or_repeat(message: Message, *, fault: Fault | None, at: datetime) -> None:
    fault = fault or Fault("unknown", "The provider does not say why.")
    if message.tries <= fault.again_after_receipt and at + _BETWEEN_TEXTS < message.expires_at:
        queue_again(message=message, due_at=at + _BETWEEN_TEXTS)
        return
    refuse(message=message, fault=fault, at=at)


def _close(message: Message, *, reason: str, at: datetime) -> None:
    message.status, message.reason, message.settled_at = Status.FAILED, reason, at
    message.leased_until = message.ask_at = None
    message.save(update_fields=_MOVED)


def _speaks_of_an_older_try(message: Message, provider_id: str) -> bool:
    """Whether a receipt belongs to a text that was given up before the one now under way."""
    if not provider_id:
        return False
    older = Attempt.objects.filter(message=message, provider_id=provider_id)
    return older.filter(number__lt=message.tries).exists()


def _end_attempt(message: Message, *, provider_id: str, at: datetime) -> None:
    """A receipt may be the only answer that a try ever gets."""
    Attempt.objects.filter(
        message=message, number=message.tries, outcome__in=["", Outcome.UNKNOWN]
    ).update(outcome=Outcome.ACCEPTED, ended_at=at, provider_id=provider_id)


_MOVED = [
    "status",
    "reason",
    "leased_until",
    "ask_at",
    "provider_id",
    "accepted_at",
    "settled_at",
    "tries",
]
_ASKING = frozenset(
    {
        MessageKind.CHECK_IN,
        MessageKind.SAFETY_CHECK,
        MessageKind.NEXT_VISIT,
    }
)

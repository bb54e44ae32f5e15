"""What a dead worker left behind, and what became of messages that nobody knows of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from followup.care.models import PlannedMessage, PlannedState
from followup.messaging import delivery, settle
from followup.messaging.models import Attempt, Message, Outcome, Status
from followup.messaging.providers.base import Found, ProviderAwayError
from followup.messaging.providers.choice import provider_of

log = structlog.get_logger(__name__)

# Absent twice, a good while apart: by then a request that was under way has long ended.
_ABSENT_ENOUGH = 2
# The provider's clock and ours need not agree to the second.
_SKEW = timedelta(minutes=2)
_BATCH = 100


class Swept(NamedTuple):
    """How many rows a dead worker held: planned again, and texts of which nobody knows."""

    freed: int
    unknown: int


def sweep() -> Swept:
    """Free what dead workers hold: planned rows are planned again, sent ones are unknown.

    These may be asked about at once: a lease is longer than any request, so that whatever left
    the dead worker has long arrived or never will.
    """
    freed = PlannedMessage.objects.filter(
        state=PlannedState.CLAIMED, leased_until__lt=Now()
    ).update(state=PlannedState.PLANNED, leased_until=None)
    unknown = Message.objects.filter(status=Status.SENDING, leased_until__lt=Now()).update(
        status=Status.UNKNOWN, leased_until=None, ask_at=F("leased_until")
    )
    return Swept(freed, unknown)


def reconcile(*, at: datetime) -> int:
    """Ask the provider what became of each unknown message; how many are settled now."""
    waiting = _claimed()
    settled = 0
    for place, message in enumerate(waiting):
        try:
            settled += _ask(message, at=at)
        except ProviderAwayError as error:
            log.warning("provider_away", message=message.pk, error=str(error))
            _ask_again([left.pk for left in waiting[place:]])
            break
    return settled


def _claimed() -> list[Message]:
    """Those that are to be asked about now; while one worker is at it, no other is held up."""
    due = Message.objects.filter(status=Status.UNKNOWN, ask_at__lte=Now()).order_by("ask_at")
    with transaction.atomic():
        mine = due.select_for_update(skip_locked=True, of=("self",)).select_related("clinic")
        messages = list(mine[:_BATCH])
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(
            ask_at=Now() + timedelta(seconds=settings.LEASE_SECONDS)
        )
    return messages


def _ask_again(ids: Sequence[int]) -> None:
    """The provider did not answer: with the next sweep."""
    Message.objects.filter(pk__in=ids, status=Status.UNKNOWN).update(ask_at=Now())


def _ask(message: Message, *, at: datetime) -> bool:
    attempt = Attempt.objects.filter(message=message, number=message.tries).first()
    if attempt is None:
        # Claimed, but this attempt was never written: it cannot have left.
        return _never_arrived(message, at=at)
    found = provider_of(message.channel).find(to=message.to, since=attempt.started_at - _SKEW)
    if found is None:
        _leave_to_a_person(message)
        return False
    match = next((item for item in found if _is(item, message)), None)
    if match is not None:
        return _arrived(message, match, at=at)
    if message.asked + 1 >= _ABSENT_ENOUGH:
        return _never_arrived(message, at=at)
    Message.objects.filter(pk=message.pk, status=Status.UNKNOWN).update(
        asked=F("asked") + 1, ask_at=Now() + _until_the_next(attempt)
    )
    return False


def _until_the_next(attempt: Attempt) -> timedelta:
    """A provider that was silent may still be at it; one whose worker died had a lease's time."""
    longest: float = settings.UNKNOWN_ASK_AFTER_SECONDS
    died = not attempt.outcome
    return timedelta(seconds=min(longest, settings.LEASE_SECONDS) if died else longest)


def _is(found: Found, message: Message) -> bool:
    """The same words to the same number, and not already known as another message of ours."""
    if found.body != message.body:
        return False
    others = Message.objects.filter(provider_id=found.provider_id).exclude(pk=message.pk)
    tried = Attempt.objects.filter(provider_id=found.provider_id).exclude(message=message)
    return not others.exists() and not tried.exists()


@transaction.atomic
def _arrived(message: Message, found: Found, *, at: datetime) -> bool:
    row = _locked(message)
    if row is None:
        return False
    advance = delivery.advance("unknown", found.said)
    if not advance.moved:
        advance = delivery.Advance("accepted", moved=True)
    settle.settle_receipt(message=row, advance=advance, provider_id=found.provider_id, at=at)
    return True


@transaction.atomic
def _never_arrived(message: Message, *, at: datetime) -> bool:
    """It provably is not there: back to the queue, where its usefulness is looked at again."""
    row = _locked(message)
    if row is None:
        return False
    Attempt.objects.filter(message=row, number=row.tries).update(
        outcome=Outcome.NEVER_ARRIVED, ended_at=at
    )
    settle.queue_again(message=row, due_at=at)
    return True


def _locked(message: Message) -> Message | None:
    """The row again, if nobody has settled it meanwhile."""
    return (
        Message.objects.select_for_update(of=("self",))
        .select_related("clinic", "patient", "planned__step", "check_in")
        .filter(pk=message.pk, status=Status.UNKNOWN)
        .first()
    )


def _leave_to_a_person(message: Message) -> None:
    """Nobody can be asked: it goes on the list, and only a late receipt settles it."""
    Message.objects.filter(pk=message.pk, status=Status.UNKNOWN).update(ask_at=None)

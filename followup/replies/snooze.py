"""Put an item aside until a time; it comes back by itself, and at once when they write again.

What is urgent is never put out of sight: its time is when whoever is on call is told once more.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from followup.clinic.models import Staff
from followup.lib.later import nudge_later
from followup.replies import trail
from followup.replies.models import Rank, ReviewItem

# When a clinic opens, as far as a list of what to do is concerned.
_MORNING = time(8)
_LONGEST = timedelta(days=90)
_LONGEST_URGENT = timedelta(hours=1)


class NotSnoozed(ValueError):
    """An item that cannot be put aside so; the text says what to do."""


class Choice(NamedTuple):
    """One time that is offered, under its code."""

    code: str
    until: datetime
    words: str


def choices(*, rank: int, at: datetime, zone: ZoneInfo) -> list[Choice]:
    """What is offered; for an urgent item how soon to be told again."""
    if rank == Rank.URGENT:
        return [
            Choice("15m", at + timedelta(minutes=15), _("in 15 minutes")),
            Choice("30m", at + timedelta(minutes=30), _("in 30 minutes")),
            Choice("1h", at + timedelta(hours=1), _("in 1 hour")),
        ]
    today = at.astimezone(zone).date()
    return [
        Choice("1h", at + timedelta(hours=1), _("for 1 hour")),
        Choice("3h", at + timedelta(hours=3), _("for 3 hours")),
        Choice("day", morning_of(today + timedelta(days=1), zone), _("until tomorrow morning")),
        Choice("week", morning_of(_next_monday(today), zone), _("until Monday morning")),
    ]


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """Eight o'clock of that day."""
    return datetime.combine(day, _MORNING, tzinfo=zone)


@transaction.atomic
def snooze(*, item: ReviewItem, until: datetime, by: Staff, at: datetime) -> None:
    """Put it aside; of an urgent one the alerts begin again then, unless it has been closed."""
    locked: ReviewItem = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _refuse(locked, until, at)
    locked.snoozed_until = until
    if locked.opened_at is None:
        locked.opened_at, locked.opened_by = at, by
    locked.alert_at = None
    locked.save(update_fields=["snoozed_until", "opened_at", "opened_by", "alert_at"])
    trail.leave("snoozed", item=locked, by=by, at=at, until=until.isoformat())


@transaction.atomic
def wake(*, item: ReviewItem, by: Staff | None, at: datetime) -> bool:
    """Back on the list before its time; false where it was not put aside."""
    asleep = ReviewItem.objects.filter(
        pk=item.pk, snoozed_until__isnull=False, closed_at__isnull=True
    )
    if not asleep.update(snoozed_until=None):
        return False
    trail.leave("woken", item=item, by=by, at=at)
    return True


def wake_due(*, at: datetime) -> int:
    """Take note of those whose time has come; whoever is on call hears again of the urgent."""
    due = ReviewItem.objects.filter(closed_at__isnull=True, snoozed_until__lte=at)
    return sum(_wake_due(pk, at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _wake_due(item_id: int, at: datetime) -> bool:
    item: ReviewItem | None = (
        ReviewItem.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=item_id, closed_at__isnull=True, snoozed_until__lte=at)
        .first()
    )
    if item is None:
        return False
    item.snoozed_until = None
    if item.rank == Rank.URGENT:
        item.opened_at, item.opened_by, item.alert_at = None, None, at
        nudge_later("alert_waiting")
    item.save(update_fields=["snoozed_until", "opened_at", "opened_by", "alert_at"])
    trail.leave("woken", item=item, by=None, at=at)
    return True


def _refuse(item: ReviewItem, until: datetime, at: datetime) -> None:
    if item.closed_at is not None:
        raise NotSnoozed(_("Somebody closed this in the meantime. Nothing was changed."))
    if until <= at:
        raise NotSnoozed(_("That time has passed. Choose a later one."))
    if item.rank == Rank.URGENT and until - at > _LONGEST_URGENT:
        raise NotSnoozed(
            _("This is urgent: it can wait an hour at most. Choose a shorter time, or close it.")
        )
    if until - at > _LONGEST:
        raise NotSnoozed(_("That is more than 90 days away. Choose an earlier day."))


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())

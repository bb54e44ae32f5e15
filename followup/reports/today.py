"""Today in numbers: what went, what did not and why, what came in, and who waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from followup.care.models import CheckIn, CheckInState, PlannedMessage, PlannedState
from followup.clinic.models import Staff
from followup.messaging.models import Message, Status
from followup.replies.models import ItemKind, Rank, Reply, ReviewItem

_OPEN = (Status.QUEUED, Status.SENDING)
_LEFT_OUT = (PlannedState.SKIPPED, PlannedState.CANCELLED)
# There was nothing to say: that is nothing to tell either.
_NOTHING_TO_SAY = ("no_next_visit", "booked", "no_series", "series_done", "answered", "undone")
# An answer takes its time: the rate is told of rounds that were asked in these days.
_RATE_OVER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """A clinic's day, from midnight to midnight where it is."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of one clinic; `answered` of `asked` are the rounds of the last seven days."""

    due: int
    went: int
    delivered: int
    on_the_way: int
    unknown: int
    failed: int
    left_out: list[tuple[str, int]]
    replies: int
    asked: int
    answered: int
    waiting: Mapping[int, int]
    waiting_since: datetime | None
    to_call: int

    @property
    def urgent(self) -> int:
        return self.waiting.get(Rank.URGENT, 0)

    @property
    def to_review(self) -> int:
        return sum(self.waiting.values())

    @property
    def skipped(self) -> int:
        return sum(count for _reason, count in self.left_out)


def day_of(at: datetime, *, zone: str) -> Day:
    """The day that `at` falls into; the day of a change of clocks has 23 hours, or 25."""
    first = at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Day(since=first, until=first + timedelta(days=1))


def look(staff: Staff, *, at: datetime) -> Today:
    """The day of the clinic that `staff` works at, as it stands."""
    day = day_of(at, zone=staff.clinic.time_zone)
    status = messages(staff, day).aggregate(**_BY_STATUS)
    rounds = CheckIn.objects.visible_to(staff).filter(asked_at__gt=at - _RATE_OVER)
    over = rounds.aggregate(
        asked=Count("pk", filter=~Q(state=CheckInState.OPEN)),
        answered=Count("pk", filter=Q(state=CheckInState.ANSWERED)),
    )
    open_items = ReviewItem.objects.visible_to(staff).filter(closed_at__isnull=True)
    by_rank = dict(open_items.order_by().values_list("rank").annotate(Count("pk")))
    return Today(
        due=still_due(staff, day).count(),
        left_out=_reasons(staff, day),
        replies=Reply.objects.visible_to(staff)
        .filter(received_at__gte=day.since, received_at__lt=day.until)
        .count(),
        waiting=by_rank,
        waiting_since=open_items.aggregate(first=Min("waiting_since"))["first"],
        to_call=to_call(staff).count(),
        **status,
        **over,
    )


def messages(staff: Staff, day: Day) -> QuerySet[Message]:
    """What was to go to patients on that day, whatever became of it."""
    made = Message.objects.visible_to(staff).filter(
        created_at__gte=day.since, created_at__lt=day.until, patient__isnull=False
    )
    found: QuerySet[Message] = made
    return found


def still_due(staff: Staff, day: Day) -> QuerySet[PlannedMessage]:
    """What is planned for the rest of that day."""
    planned: QuerySet[PlannedMessage] = PlannedMessage.objects.visible_to(staff).filter(
        state=PlannedState.PLANNED, due_at__lt=day.until
    )
    return planned


def left_out(staff: Staff, day: Day) -> QuerySet[PlannedMessage]:
    """What was planned and does not go, as was decided on that day."""
    settled = PlannedMessage.objects.visible_to(staff).filter(
        state__in=_LEFT_OUT, settled_at__gte=day.since, settled_at__lt=day.until
    )
    told: QuerySet[PlannedMessage] = settled.exclude(reason__in=_NOTHING_TO_SAY)
    return told


def to_call(staff: Staff) -> QuerySet[ReviewItem]:
    """Whom somebody should ring: not asked, not answered, or not reached; longest wait first."""
    waiting = ReviewItem.objects.visible_to(staff).filter(
        closed_at__isnull=True, kind__in=(ItemKind.CALL, ItemKind.SILENT)
    )
    calls: QuerySet[ReviewItem] = waiting.order_by("rank", "waiting_since", "id")
    return calls


_BY_STATUS = {
    "went": Count("pk", filter=Q(status__in=(Status.ACCEPTED, Status.DELIVERED))),
    "delivered": Count("pk", filter=Q(status=Status.DELIVERED)),
    "on_the_way": Count("pk", filter=Q(status__in=_OPEN)),
    "unknown": Count("pk", filter=Q(status=Status.UNKNOWN)),
    "failed": Count("pk", filter=Q(status=Status.FAILED)),
}


def _reasons(staff: Staff, day: Day) -> list[tuple[str, int]]:
    counted = left_out(staff, day).order_by().values_list("reason").annotate(n=Count("pk"))
    return list(counted.order_by("-n", "reason"))

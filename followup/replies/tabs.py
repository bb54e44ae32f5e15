"""The tabs of the list: what waits, what of it is mine, what sleeps, what is done; all in pages.

A page goes on from the last line of the one before it, by that line's own place in the order, so
that the thousandth page costs what the first does.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from django.db.models import Count, Q, QuerySet

from followup.clinic.models import Staff
from followup.replies.models import Rank, ReviewItem

# So many lines a page; a small clinic sees ten replies a day.
PAGE = 25


class Tab(StrEnum):
    """Which of a clinic's items are shown."""

    WAITING = "waiting"
    MINE = "mine"
    SNOOZED = "snoozed"
    DONE = "done"


class Place(NamedTuple):
    """Where an item stands in the order of its tab."""

    rank: int
    instant: datetime
    pk: int

    @classmethod
    def parsed(cls, text: str) -> Self | None:
        """From what `__str__` wrote; None for anything else."""
        try:
            rank, instant, pk = text.split("_")
            moment = datetime.fromisoformat(instant.replace(" ", "+"))
            return cls(int(rank), moment, int(pk)) if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.rank}_{self.instant.isoformat()}_{self.pk}"


def items_of(tab: Tab, *, staff: Staff, at: datetime) -> QuerySet[ReviewItem]:
    """The items of a tab in its order."""
    own = ReviewItem.objects.visible_to(staff)
    if tab is Tab.DONE:
        return own.filter(closed_at__isnull=False).order_by("-closed_at", "-id")
    opened = own.filter(closed_at__isnull=True)
    if tab is Tab.SNOOZED:
        return opened.filter(_asleep(at)).order_by("snoozed_until", "id")
    awake = opened.exclude(_asleep(at)).order_by("rank", "waiting_since", "id")
    return awake.filter(assignee=staff) if tab is Tab.MINE else awake


def place_of(item: ReviewItem, *, tab: Tab) -> Place:
    """Where this item stands among those of the tab."""
    if tab is Tab.DONE:
        return Place(0, item.closed_at or item.waiting_since, item.pk)
    if tab is Tab.SNOOZED:
        return Place(0, item.snoozed_until or item.waiting_since, item.pk)
    return Place(item.rank, item.waiting_since, item.pk)


def after(items: QuerySet[ReviewItem], place: Place, *, tab: Tab) -> QuerySet[ReviewItem]:
    """Those of a tab's items that stand behind that place."""
    return items.filter(_behind(place, tab))


def until(items: QuerySet[ReviewItem], place: Place, *, tab: Tab) -> QuerySet[ReviewItem]:
    """Those of a tab's items up to that place, itself included."""
    return items.exclude(_behind(place, tab))


def just_before(place: Place, *, tab: Tab) -> Place:
    """The place behind which `place` is the first."""
    return place._replace(pk=place.pk + (1 if tab is Tab.DONE else -1))


def counts(staff: Staff, *, at: datetime, since: datetime) -> dict[Tab, int]:
    """How many there are in each; of what is done, those since `since`."""
    own = ReviewItem.objects.visible_to(staff)
    told = own.filter(closed_at__isnull=True).aggregate(
        waiting=Count("pk", filter=~_asleep(at)),
        mine=Count("pk", filter=~_asleep(at) & Q(assignee=staff)),
        snoozed=Count("pk", filter=_asleep(at)),
    )
    done = own.filter(closed_at__gte=since).count()
    return {**{Tab(name): count for name, count in told.items()}, Tab.DONE: done}


def ranks(staff: Staff, *, at: datetime) -> dict[int, int]:
    """How many of each rank wait."""
    waiting = items_of(Tab.WAITING, staff=staff, at=at).order_by()
    return dict(waiting.values_list("rank").annotate(Count("pk")))


def _asleep(at: datetime) -> Q:
    """What is urgent stays in sight: its time is when somebody is told of it again."""
    return Q(snoozed_until__isnull=False, snoozed_until__gt=at, rank__gt=Rank.URGENT)


def _behind(place: Place, tab: Tab) -> Q:
    """The first condition of each says the same once more, in the words of an index."""
    if tab is Tab.DONE:
        earlier = Q(closed_at=place.instant, id__lt=place.pk)
        return Q(closed_at__lte=place.instant) & (Q(closed_at__lt=place.instant) | earlier)
    if tab is Tab.SNOOZED:
        later = Q(snoozed_until=place.instant, id__gt=place.pk)
        return Q(snoozed_until__gte=place.instant) & (Q(snoozed_until__gt=place.instant) | later)
    return Q(rank__gte=place.rank) & (
        Q(rank__gt=place.rank)
        | Q(rank=place.rank, waiting_since__gt=place.instant)
        | Q(rank=place.rank, waiting_since=place.instant, id__gt=place.pk)
    )

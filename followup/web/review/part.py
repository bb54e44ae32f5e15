"""Which lines of the list a page draws: a tab, from a place on, at least as far as another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet

from followup.clinic.models import Staff
from followup.replies import tabs
from followup.replies.models import ReviewItem
from followup.replies.tabs import Place, Tab

# Drawn anew at most; who has asked for more lines than these begins again from the top.
_MOST = 200


class Row(NamedTuple):
    """All that a line may change by, but how long it waits."""

    id: int
    rank: int
    reply: int | None
    opened_by: int | None
    assignee: int | None
    waiting_since: datetime
    snoozed_until: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of this tab behind `start`; a page of them, or as many as reach `through`."""

    tab: Tab = Tab.WAITING
    start: Place | None = None
    through: Place | None = None

    @classmethod
    def asked(cls, asked: Any) -> "Part":
        """From the parameters of a request; what makes no sense is passed over."""
        told = str(asked.get("tab", ""))
        tab = Tab(told) if told in set(Tab) else Tab.WAITING
        start, through = (Place.parsed(asked.get(name, "")) for name in ("after", "through"))
        return cls(tab, start, through)

    @property
    def query(self) -> str:
        """As parameters again."""
        said = {"tab": self.tab.value} if self.tab is not Tab.WAITING else {}
        return urlencode(said | ({"after": str(self.start)} if self.start else {}))


class Drawn(NamedTuple):
    """The rows of a part, in order, and the place of the last where more stand behind it."""

    rows: list[Row]
    last: Place | None
    more: bool


def drawn(staff: Staff, part: Part, *, at: datetime) -> Drawn:
    """One query for a page, and one more where somebody has asked for further ones."""
    items = tabs.items_of(part.tab, staff=staff, at=at)
    if part.start is not None:
        items = tabs.after(items, part.start, tab=part.tab)
    wanted = _wanted(items, part)
    rows = [Row(*values) for values in items.values_list(*Row._fields)[: wanted + 1]]
    last = _place(rows[:wanted][-1], part.tab) if rows else None
    return Drawn(rows[:wanted], last, more=len(rows) > wanted)


def around(item: ReviewItem, part: Part, *, staff: Staff, at: datetime) -> Part:
    """The part that shows the item: from the top where it stands on the first page."""
    if part.start is not None or item.pk in {row.id for row in drawn(staff, part, at=at).rows}:
        return part
    items = tabs.items_of(part.tab, staff=staff, at=at)
    if not items.filter(pk=item.pk).exists():
        return part
    place = tabs.place_of(item, tab=part.tab)
    return Part(part.tab, tabs.just_before(place, tab=part.tab))


def _wanted(items: QuerySet[ReviewItem], part: Part) -> int:
    if part.through is None:
        return tabs.PAGE
    within = tabs.until(items, part.through, tab=part.tab)
    return max(tabs.PAGE, within.values("pk")[:_MOST].count())


def _place(row: Row, tab: Tab) -> Place:
    if tab is Tab.DONE:
        return Place(0, row.closed_at or row.waiting_since, row.id)
    if tab is Tab.SNOOZED:
        return Place(0, row.snoozed_until or row.waiting_since, row.id)
    return Place(row.rank, row.waiting_since, row.id)

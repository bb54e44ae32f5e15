"""What another version of its protocol makes of one follow-up's messages: values in, values out.

What went out stays as it went and is never said again. A message is moved only where the new
version gives it a time of its own, so that no question is lost by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from followup.care.schedule import Slot

# Left out for want of a fact that may still be told: such a row is as good as planned.
MAY_STILL_COME = frozenset({"no_next_visit", "booked", "no_series", "series_done", "too_soon"})
# Said once a treatment, under whatever name.
_ONCE = frozenset({"aftercare", "safety_check", "next_visit", "booking"})
_BY_A_PERSON = frozenset({"by_hand", "at_once"})
_BEFORE_THE_NEXT = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One planned message as it stands; the names are those of the model PlannedMessage."""

    pk: int
    slug: str
    kind: str
    state: str
    reason: str
    due_at: datetime
    moved_because: str
    is_called_about: bool = False

    @property
    def is_open(self) -> bool:
        """Whether anything about it can still change."""
        if self.state == "planned":
            return True
        hopes = self.state == "skipped" and self.reason in MAY_STILL_COME
        return hopes and not self.is_called_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of one message: moved, added, dropped, or kept (which only gets the new version's words).

    `pk` is the row, where there is one; `slot` is where it stands then, where it is planned anew.
    """

    what: str
    slug: str
    kind: str
    pk: int | None = None
    was: datetime | None = None
    slot: Slot | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """Slots by slug: as the old version and the new one planned it then, and the new one now."""

    old: Mapping[str, Slot]
    new: Mapping[str, Slot]
    late: Mapping[str, Slot]


def changes(*, rows: Iterable[Row], plans: Plans, at: datetime) -> list[Change]:
    """Everything that happens to the messages of one follow-up."""
    rows = list(rows)
    own = {row.slug: row for row in rows if row.kind != "nudge"}
    found = [
        *_of_new_stops(own, plans, at),
        *(_dropped(row) for row in own.values() if _is_gone(row, plans.new)),
    ]
    return [*found, *_nudges_too_late(rows, found)]


def _of_new_stops(own: Mapping[str, Row], plans: Plans, at: datetime) -> Iterator[Change]:
    said = {row.kind for row in own.values() if row.state in {"done", "claimed"}}
    for slug, slot in plans.new.items():
        row = own.get(slug)
        if row is None or row.kind != slot.kind:
            if slot.kind not in said & _ONCE and _can_be_added(slot, at):
                yield Change(what="added", slug=slug, kind=slot.kind, slot=slot)
        elif row.is_open:
            yield _of_open(row, plans, at)


def _can_be_added(slot: Slot, at: datetime) -> bool:
    """What should have been said before now is not caught up with."""
    return slot.left_out in MAY_STILL_COME if slot.left_out else slot.wanted_at > at


def _of_open(row: Row, plans: Plans, at: datetime) -> Change:
    before, slot = plans.old.get(row.slug), plans.new[row.slug]
    kept = Change(what="kept", slug=row.slug, kind=row.kind, pk=row.pk, was=row.due_at)
    if row.moved_because in _BY_A_PERSON or (before and _goes_alike(before, slot)):
        return kept
    if not slot.left_out and slot.due_at <= at:
        slot = replace(plans.late[row.slug], moved_because="replanned")
    if slot.left_out or slot.due_at == row.due_at:
        return kept
    was = row.due_at if row.state == "planned" else None
    what = "moved" if was else "added"
    return Change(what=what, slug=row.slug, kind=row.kind, pk=row.pk, was=was, slot=slot)


def _goes_alike(before: Slot, after: Slot) -> bool:
    return (before.due_at, before.expires_at, before.left_out) == (
        after.due_at,
        after.expires_at,
        after.left_out,
    )


def _is_gone(row: Row, new: Mapping[str, Slot]) -> bool:
    stays = row.slug in new and new[row.slug].kind == row.kind
    return row.state == "planned" and not stays


def _dropped(row: Row, reason: str = "replanned") -> Change:
    return Change(
        what="dropped", slug=row.slug, kind=row.kind, pk=row.pk, was=row.due_at, reason=reason
    )


def _nudges_too_late(rows: Iterable[Row], found: Iterable[Change]) -> Iterator[Change]:
    """A nudge that would come when the next check-in asks anyway."""
    asked = [
        change.slot.due_at
        for change in found
        if change.slot and change.kind == "check_in" and not change.slot.left_out
    ]
    for row in rows:
        near = (due for due in asked if due > row.due_at - timedelta(hours=12))
        following = min(near, default=None)
        is_waiting = row.kind == "nudge" and row.state == "planned"
        if is_waiting and following and row.due_at >= following - _BEFORE_THE_NEXT:
            yield _dropped(row, "next_check_in")

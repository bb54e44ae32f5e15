"""Finds the time of every step after a treatment: values in, values out, instants in UTC.

Where two rules meet, the case and what a careful clinic wants of it stand in the table of
tests/care/test_schedule.py; docs/planning.md tells the whole in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care.budget import importance
from followup.care.hours import Hours, Opening, closes, next_open

__all__ = ["Facts", "Hours", "Opening", "Slot", "Stop", "closes", "next_open", "plan", "shifted"]

# Nothing leaves before a treatment that was logged by mistake can be taken back.
TAKE_BACK = timedelta(minutes=3)
# Two automated messages at once read like one, and their answers cannot be told apart.
APART = timedelta(hours=1)
# A collapsed lung shows from some two hours on; within the first there is nothing to ask yet.
SOONEST_CHECK = timedelta(hours=1)
# So much of the evening is left for the text to arrive and to be answered.
LAST_CALL = timedelta(minutes=30)
# A reminder right after the visit at which the next one was made reminds of nothing.
SOONEST_REMINDER = timedelta(hours=4)
LAST_REMINDER = timedelta(hours=2)
# Soreness, infection and a delayed collapse show within three days; later a call helps nobody.
STILL_WORTH_A_CALL = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One step of a protocol, as values; the names are those of the model Step."""

    slug: str
    kind: str
    anchor: str = "treatment"
    offset_days: int = 0
    offset_minutes: int = 0
    window: str = "regular"
    useful_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of the visit when it is logged at `at`."""

    at: datetime
    treated_at: datetime
    next_visit_at: datetime | None = None
    visit_number: int | None = None
    series_length: int | None = None
    # A visit to come that an earlier treatment told of.
    booked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When one step is said; `left_out` is why it is not, `moved_because` why not as wanted."""

    slug: str
    kind: str
    wanted_at: datetime
    due_at: datetime
    expires_at: datetime
    moved_because: str = ""
    left_out: str = ""

    def without(self, *, because: str) -> "Slot":
        """The same slot, left out."""
        return replace(self, left_out=because, moved_because="")


@dataclass(frozen=True, slots=True)
class _Search:
    """One step of one visit, looking for its time in one patient's calendar."""

    stop: Stop
    facts: Facts
    hours: Hours
    zones: tuple[ZoneInfo, ...]

    @property
    def soonest(self) -> datetime:
        return self.facts.at + TAKE_BACK

    @property
    def useful(self) -> timedelta:
        return timedelta(minutes=self.stop.useful_minutes)

    def from_treatment(self) -> datetime:
        stop = self.stop
        return shifted(
            self.facts.treated_at,
            days=stop.offset_days,
            minutes=stop.offset_minutes,
            zone=self.zones[0],
        )

    def next_open(self, instant: datetime) -> Opening:
        window = self.stop.window
        return next_open(instant, window=window, hours=self.hours, zones=self.zones)

    def closes(self, instant: datetime) -> datetime:
        return closes(instant, window=self.stop.window, hours=self.hours, zones=self.zones)


def plan(
    *, stops: Iterable[Stop], facts: Facts, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> tuple[Slot, ...]:
    """A slot for every stop, in their order: the whole timetable of one visit for one patient."""
    searches = [_Search(stop, facts, hours, zones) for stop in stops]
    return _apart([(search, _slot(search)) for search in searches])


def shifted(instant: datetime, *, days: int, minutes: int = 0, zone: ZoneInfo) -> datetime:
    """`days` later at the same time on the wall, across any change of clocks, then `minutes`."""
    wall = instant.astimezone(zone) + timedelta(days=days)
    return wall.astimezone(UTC) + timedelta(minutes=minutes)


def _slot(search: _Search) -> Slot:
    wanted = search.from_treatment()
    if pointless := _pointless(search.stop, search.facts):
        sometime = max(wanted, search.facts.treated_at)
        return _left_out(search, sometime, sometime + search.useful, pointless)
    if search.stop.anchor == "next_visit" and search.facts.next_visit_at:
        return _before_the_visit(search, search.facts.next_visit_at)
    if search.stop.kind == "safety_check":
        return _the_same_evening(search, wanted)
    return _fitted(search, wanted, wanted + search.useful)


def _pointless(stop: Stop, facts: Facts) -> str:
    if stop.anchor == "next_visit":
        return "" if facts.next_visit_at else "no_next_visit"
    if stop.kind != "booking":
        return ""
    if facts.next_visit_at or facts.booked:
        return "booked"
    if not (facts.visit_number and facts.series_length):
        return "no_series"
    return "series_done" if facts.visit_number >= facts.series_length else ""


def _fitted(search: _Search, wanted: datetime, expires: datetime) -> Slot:
    """At the wanted time, else at the next opening while the message is still of use."""
    start = max(wanted, search.soonest)
    if start >= expires:
        return _left_out(search, wanted, expires, _too_late(search.facts))
    opening = search.next_open(start)
    if opening.at >= expires:
        closed = opening.moved_because == "closed"
        return _left_out(search, wanted, expires, "closed" if closed else "window")
    moved = opening.moved_because or ("logged_late" if start > wanted else "")
    return _found(search, wanted, Opening(opening.at, moved), expires)


def _the_same_evening(search: _Search, wanted: datetime) -> Slot:
    """Some hours after the treatment, but while the evening is long enough for an answer."""
    treated, zone = search.facts.treated_at, search.zones[0]
    earliest = max(treated + SOONEST_CHECK, search.soonest)
    opening = search.next_open(earliest)
    expires = wanted + search.useful
    if opening.at.astimezone(zone).date() != treated.astimezone(zone).date():
        on_time = earliest == treated + SOONEST_CHECK
        why = "after_hours" if on_time else _too_late(search.facts)
        return _left_out(search, wanted, expires, why)
    closing = search.closes(opening.at)
    due = max(opening.at, min(wanted, closing - LAST_CALL))
    if due < wanted:
        moved = "pulled_forward"
    else:
        moved = (opening.moved_because or "logged_late") if due > wanted else ""
    return _found(search, wanted, Opening(due, moved), min(expires, closing))


def _before_the_visit(search: _Search, visit: datetime) -> Slot:
    """So many days before; else the day before; else, over closed days, some days sooner."""
    days = -search.stop.offset_days
    expires = visit - LAST_REMINDER
    first = search.facts.treated_at + SOONEST_REMINDER
    tries = [
        _fitted(search, wanted, min(expires, wanted + search.useful))
        for wanted in (
            shifted(visit, days=-back, zone=search.zones[0])
            for back in (days, 1, *range(days + 1, days + 5))
        )
        if first <= wanted
    ]
    if not tries:
        sometime = max(visit - timedelta(days=1), search.facts.treated_at)
        return _left_out(search, sometime, expires, "too_soon")
    return next((slot for slot in tries if not slot.left_out), tries[0])


def _too_late(facts: Facts) -> str:
    """late: a person may still want to call; long_past: logged when all of it was over."""
    return "late" if facts.at - facts.treated_at < STILL_WORTH_A_CALL else "long_past"


def _found(search: _Search, wanted: datetime, opening: Opening, expires: datetime) -> Slot:
    return Slot(
        slug=search.stop.slug,
        kind=search.stop.kind,
        wanted_at=wanted,
        due_at=opening.at,
        expires_at=expires,
        moved_because=opening.moved_because,
    )


def _left_out(search: _Search, wanted: datetime, expires: datetime, why: str) -> Slot:
    ends = max(expires, wanted + timedelta(minutes=1))
    return _found(search, wanted, Opening(wanted), ends).without(because=why)


def _apart(found: Sequence[tuple[_Search, Slot]]) -> tuple[Slot, ...]:
    """The same slots, an hour apart; the less important waits, unless it would be too late."""
    placed: dict[str, Slot] = {}
    for search, slot in sorted(found, key=lambda pair: (-importance(pair[1].kind), pair[1].due_at)):
        going = [other.due_at for other in placed.values() if not other.left_out]
        placed[slot.slug] = slot if slot.left_out else _moved_apart(search, slot, sorted(going))
    return tuple(placed[slot.slug] for _, slot in found)


def _moved_apart(search: _Search, slot: Slot, others: Sequence[datetime]) -> Slot:
    due = slot.due_at
    for other in others:
        if abs(due - other) < APART:
            due = search.next_open(other + APART).at
    if due == slot.due_at or due >= slot.expires_at:
        return slot
    return replace(slot, due_at=due, moved_because="apart")

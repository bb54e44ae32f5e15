"""Example days: what a protocol would say after treatments at telling times; pure.

By the schedule that plans for real, so that what is shown here is what happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followup.care.budget import Due, forecast
from followup.care.draft_stops import DraftStop, in_order
from followup.care.hours import Hours
from followup.care.schedule import Facts, Slot, plan, shifted

_THURSDAY, _FRIDAY = 3, 4
_YEAR = 366
_WEEK = 7
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many automated messages a patient gets at most."""

    per_day: int
    per_week: int


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One stop on the patient's wall clock; `gives_way`: the cap would keep it back."""

    slug: str
    kind: str
    due_at: datetime
    wanted_at: datetime
    moved_because: str
    left_out: str
    gives_way: bool

    @property
    def is_moved(self) -> bool:
        """Whether it goes at another time than its stop says."""
        return not self.left_out and self.due_at != self.wanted_at


@dataclass(frozen=True, slots=True)
class Example:
    """One pretended treatment: `occasion` says why it is telling; `around` is the day it is about.

    `next_visit_at` counts for reminders only; everything else is tried without a next visit, as
    the first of six.
    """

    occasion: str
    treated_at: datetime
    next_visit_at: datetime
    around: date | None
    lines: tuple[ExampleLine, ...]


def examples(
    *, stops: Sequence[DraftStop], hours: Hours, zone: ZoneInfo, caps: Caps, at: datetime
) -> tuple[Example, ...]:
    """After a morning, an evening, a Friday, before a closed day and a change of clocks."""
    return tuple(
        example(
            stops=stops, treated_at=treated_at, hours=hours, zone=zone, caps=caps,
            occasion=occasion, around=around,
        )
        for occasion, treated_at, around in _occasions(hours, zone, at)
    )  # fmt: skip


def example(
    *,
    stops: Sequence[DraftStop],
    treated_at: datetime,
    hours: Hours,
    zone: ZoneInfo,
    caps: Caps,
    occasion: str = "chosen",
    around: date | None = None,
) -> Example:
    """One treatment at that time, of a patient in `zone`."""
    instant = treated_at.astimezone(UTC)
    next_visit_at = shifted(instant, days=_WEEK, zone=zone)
    alone = Facts(at=instant, treated_at=instant, visit_number=1, series_length=6)
    booked = replace(alone, next_visit_at=next_visit_at)
    ordered = in_order(stops)
    slots = plan(stops=ordered, facts=alone, hours=hours, zones=(zone,))
    reminders = plan(stops=ordered, facts=booked, hours=hours, zones=(zone,))
    chosen = [
        second if stop.anchor == "next_visit" else first
        for stop, first, second in zip(ordered, slots, reminders, strict=True)
    ]
    return Example(
        occasion=occasion,
        treated_at=treated_at.astimezone(zone),
        next_visit_at=next_visit_at.astimezone(zone),
        around=around,
        lines=tuple(_lines(chosen, ordered, zone, caps)),
    )


def _lines(
    slots: Sequence[Slot], stops: Sequence[DraftStop], zone: ZoneInfo, caps: Caps
) -> Iterator[ExampleLine]:
    # A reminder and an invitation to book never go to the same patient.
    counted = [
        slot for slot, stop in zip(slots, stops, strict=True)
        if not slot.left_out and stop.anchor == "treatment"
    ]  # fmt: skip
    over = forecast(
        [Due(slot.kind, slot.due_at) for slot in counted],
        zone=zone,
        per_day=caps.per_day,
        per_week=caps.per_week,
    )
    giving_way = {slot.slug for slot, full in zip(counted, over, strict=True) if full}
    for slot in slots:
        yield ExampleLine(
            slug=slot.slug,
            kind=slot.kind,
            due_at=slot.due_at.astimezone(zone),
            wanted_at=slot.wanted_at.astimezone(zone),
            moved_because=slot.moved_because,
            left_out=slot.left_out,
            gives_way=slot.slug in giving_way,
        )


def _occasions(
    hours: Hours, zone: ZoneInfo, at: datetime
) -> Iterator[tuple[str, datetime, date | None]]:
    today = at.astimezone(zone).date()
    yield "morning", _on(_next(today, 0), time(9, 10), zone), None
    yield "evening", _on(_next(today, _THURSDAY), time(18, 30), zone), None
    yield "friday", _on(_next(today, _FRIDAY), time(16, 40), zone), None
    to_come = sorted(day for day in hours.closed if day > today + timedelta(days=1))
    if to_come:
        yield "closed", _on(to_come[0] - timedelta(days=1), time(15), zone), to_come[0]
    if changing := _change_of_clocks(today, zone):
        yield "clocks", _on(changing - timedelta(days=1), time(14, 30), zone), changing


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def _on(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone)


def _change_of_clocks(today: date, zone: ZoneInfo) -> date | None:
    """The first day after tomorrow on which they change, within the year."""
    for days in range(2, _YEAR):
        day = today + timedelta(days=days)
        before = _on(day - timedelta(days=1), _NOON, zone)
        if before.utcoffset() != _on(day, _NOON, zone).utcoffset():
            return day
    return None

"""Every case of cases.txt, and what must hold whatever the case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from followup.care.schedule import Facts, Slot, plan, shifted
from tests.care.stops import ALL, DENVER, NEXT_VISIT, hours, in_words, instants, planned, zones

_CASES = Path(__file__).with_name("cases.txt")
_ALL_YEAR = tuple(f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))
_PLACES = (
    "America/New_York", "America/Chicago", DENVER, "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
)  # fmt: skip


def cases() -> Iterator[Any]:
    lines = [line for line in _CASES.read_text().splitlines() if line and line[0] != "#"]
    for sentence, case in zip(lines[::2], lines[1::2], strict=True):
        visit, _, expected = case.strip().partition(" -> ")
        (step, treated), *rest = (part.split(" ", 1) for part in visit.split(", "))
        facts = dict(_fact(" ".join(part)) for part in rest)
        yield pytest.param(step, {"treated": treated, **facts}, expected, id=sentence)


def _fact(words: str) -> tuple[str, Any]:
    for name in ("logged", "next visit"):
        if words.startswith(name):
            return name.replace(" ", "_"), words.removeprefix(f"{name} ")
    name, *values = words.split()
    known: dict[str, tuple[str, Any]] = {
        "closed": ("closed", _ALL_YEAR if values == ["all", "year"] else tuple(values)),
        "series": ("series", tuple(int(word) for word in values if word.isdigit())),
        "booked": ("booked", True),
        "hours": ("window_set", "".join(values)),
        "where": ("where", tuple(values)),
    }
    return known[name]


@pytest.mark.parametrize(("step", "visit", "expected"), list(cases()))
def test_a_step_finds_its_time(step: str, visit: dict[str, Any], expected: str) -> None:
    slots = {slot.slug: slot for slot in planned(**visit)}
    assert in_words(slots[step], visit.get("where", (DENVER,))[0]) == expected


places = st.lists(st.sampled_from(_PLACES), min_size=1, max_size=2, unique=True)
closed_days = st.lists(st.sampled_from(_ALL_YEAR), max_size=12).map(tuple)


# What was known, where the patient is, and the plan of it.
Made = tuple[Facts, tuple[str, ...], tuple[Slot, ...]]


@st.composite
def plans(draw: st.DrawFn) -> Made:
    treated = draw(instants)
    facts = Facts(
        at=treated + draw(st.timedeltas(timedelta(days=-2), timedelta(days=6))),
        treated_at=treated,
        next_visit_at=draw(
            st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=30)).map(treated.__add__)
        ),
        visit_number=draw(st.none() | st.integers(1, 4)),
        series_length=3,
    )
    where = tuple(draw(places))
    kept = hours(draw(st.sampled_from(["shipped", "strict"])), draw(closed_days))
    return facts, where, plan(stops=ALL, facts=facts, hours=kept, zones=zones(*where))


@given(plans())
def test_nothing_automated_goes_at_night(
    made: Made,
) -> None:
    _, where, slots = made
    for slot in slots:
        wall = slot.due_at.astimezone(zones(*where)[0]).time()
        assert slot.left_out or time(8) <= wall < time(21)


@given(plans())
def test_nothing_goes_before_the_treatment_the_logging_or_after_its_use(
    made: Made,
) -> None:
    facts, _, slots = made
    for slot in slots:
        assert slot.due_at < slot.expires_at
        if not slot.left_out:
            assert facts.treated_at < slot.due_at
            assert facts.at < slot.due_at


@given(plans())
def test_a_breathing_check_is_asked_and_over_the_same_evening(made: Made) -> None:
    facts, where, slots = made
    zone = zones(*where)[0]
    check = next(slot for slot in slots if slot.kind == "safety_check")
    if not check.left_out:
        ends = check.expires_at.astimezone(zone)
        assert ends.date() == facts.treated_at.astimezone(zone).date()
        assert ends.time() <= time(20, 30)


@pytest.mark.parametrize(
    ("logged", "expected"),
    [
        ("03-02 10:00", "03-09 15:00"),
        ("03-09 17:00", "03-10 15:00"),
        ("03-10 17:00", "- long_past"),
    ],
)
def test_a_reminder_is_of_use_for_as_long_as_its_step_says(logged: str, expected: str) -> None:
    brief = replace(NEXT_VISIT, useful_minutes=60)
    slots = planned("03-02 10:00", logged=logged, next_visit="03-11 15:00", stops=(brief,))
    assert in_words(slots[0]) == expected


@given(plans())
def test_every_step_has_one_slot_that_goes_or_says_why_not(
    made: Made,
) -> None:
    _, _, slots = made
    assert [slot.slug for slot in slots] == [stop.slug for stop in ALL]
    for slot in slots:
        assert not (slot.left_out and slot.moved_because)
        if not slot.left_out:
            assert bool(slot.moved_because) == (slot.due_at != slot.wanted_at)


@given(plans())
def test_a_reminder_never_comes_in_the_last_two_hours(
    made: Made,
) -> None:
    facts, _, slots = made
    reminder = next(slot for slot in slots if slot.slug == "next_visit")
    if not reminder.left_out:
        assert facts.next_visit_at is not None
        assert reminder.due_at < facts.next_visit_at - timedelta(hours=2)


@given(plans())
def test_the_first_check_in_is_over_half_a_day_before_the_second(
    made: Made,
) -> None:
    _, _, slots = made
    first, second = (next(s for s in slots if s.slug == slug) for slug in ("day1", "day3"))
    if not (first.left_out or second.left_out):
        # A change of clocks between them may take one of the twelve hours.
        assert second.due_at - first.expires_at >= timedelta(hours=11)


@given(instants, st.sampled_from(_PLACES), st.integers(-5, 30))
def test_days_keep_the_wall_clock(at: datetime, place: str, days: int) -> None:
    zone = zones(place)[0]
    before = at.astimezone(zone)
    assume(before.hour != 2)  # which some day may not have
    after = shifted(at, days=days, zone=zone).astimezone(zone)
    assert (after.date() - before.date()).days == days
    assert after.time() == before.time()

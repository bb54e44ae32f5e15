"""Openings and closings, in every zone and over every change of clocks."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.care.hours import Hours, closes, next_open
from tests.care.stops import DENVER, hours, instants, local, zones

HERE = zones(DENVER)
windows = st.sampled_from(["regular", "safety", "limit"])
somewhere = st.sampled_from(
    ["America/New_York", DENVER, "America/Phoenix", "Pacific/Honolulu", "Europe/Madrid"]
).map(zones)
closed = st.lists(st.integers(1, 28).map("03-{:02}".format), max_size=10).map(tuple)


@pytest.mark.parametrize(
    ("window", "at", "until"),
    [
        ("regular", "03-02 10:00", "03-02 19:00"),
        ("regular", "03-08 13:00", "03-08 17:00"),
        ("safety", "03-02 20:29", "03-02 20:30"),
        ("limit", "03-02 20:45", "03-02 21:00"),
        ("regular", "03-02 08:59", "03-02 08:59"),
        ("regular", "03-02 19:00", "03-02 19:00"),
    ],
)
def test_an_opening_ends_with_the_window(window: str, at: str, until: str) -> None:
    assert closes(local(at), window=window, hours=hours(), zones=HERE) == local(until)


def test_with_two_zones_the_sooner_evening_ends_the_opening() -> None:
    both = zones(DENVER, "America/New_York")
    ends = closes(local("03-02 10:00"), window="regular", hours=hours(), zones=both)
    assert ends == local("03-02 17:00")


def test_hours_of_a_clinic_never_reach_past_the_limit() -> None:
    greedy = Hours(weekdays=((time(5), time(23)),) * 7, safety=(time(6), time(23)))
    for window in ("regular", "safety", "limit"):
        opening = next_open(local("03-02 02:00"), window=window, hours=greedy, zones=HERE)
        assert opening.at == local("03-02 08:00")
        ends = closes(opening.at, window=window, hours=greedy, zones=HERE)
        assert ends == local("03-02 21:00")


def test_the_day_of_a_change_of_clocks_opens_and_closes_by_the_wall() -> None:
    for day, length in (("03-08", 5), ("11-01", 5), ("03-07", 10)):
        opens = next_open(local(f"{day} 01:00"), window="regular", hours=hours(), zones=HERE).at
        ends = closes(opens, window="regular", hours=hours(), zones=HERE)
        assert ends - opens == timedelta(hours=length)


def test_a_clinic_that_never_opens_is_answered_with_an_hour_of_day_in_a_year() -> None:
    never = Hours(weekdays=(None,) * 7)
    opening = next_open(local("03-02 02:00"), window="regular", hours=never, zones=HERE)
    assert opening.moved_because == "closed"
    assert opening.at > local("03-02 02:00") + timedelta(days=369)
    assert 8 <= opening.at.astimezone(HERE[0]).hour < 21


@given(instants, windows, somewhere, closed)
def test_an_opening_is_open_and_not_before_what_was_asked(
    at: datetime, window: str, where: tuple[ZoneInfo, ...], days: tuple[str, ...]
) -> None:
    kept = hours(closed=days)
    opening = next_open(at, window=window, hours=kept, zones=where)
    assert opening.at >= at
    assert (opening.moved_because == "") == (opening.at == at)
    again = next_open(opening.at, window=window, hours=kept, zones=where)
    assert again.at == opening.at
    assert closes(opening.at, window=window, hours=kept, zones=where) > opening.at


@given(instants, st.timedeltas(timedelta(0), timedelta(days=9)), windows, somewhere, closed)
def test_who_asks_later_is_never_answered_sooner(
    at: datetime, later: timedelta, window: str, where: tuple[ZoneInfo, ...], days: tuple[str, ...]
) -> None:
    kept = hours(closed=days)
    first = next_open(at, window=window, hours=kept, zones=where)
    second = next_open(at + later, window=window, hours=kept, zones=where)
    assert first.at <= second.at

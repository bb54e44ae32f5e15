"""Dates and times as exports write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from followup.care import local_time

DENVER = ZoneInfo("America/Denver")


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T17:30",
        "2026-03-02 17:30:00",
        "2026-03-02T17:30:00.000",
        "2026-03-02 5:30 PM",
        "2026-03-02 5:30 p.m.",
        "2026-03-02 05:30PM",
        "3/2/2026 5:30 PM",
        "03/02/2026 17:30",
        "3/2/26 17:30",
        "2026-03-02T17:30-07:00",
        "2026-03-02T17:30-0700",
        "2026-03-02 17:30 -07",
        "2026-03-03T00:30Z",
        "2026-03-03 00:30 UTC",
        "  2026-03-02T17:30 ",
    ],
)
def test_half_past_five_is_the_same_however_it_was_written(text: str) -> None:
    assert local_time.instant(text, zone=DENVER) == _at(2026, 3, 3, 0, 30)


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-03-02 12:15 AM", 7), ("2026-03-02 12:15 PM", 19)]
)
def test_noon_and_midnight_are_told_apart(text: str, hour: int) -> None:
    assert local_time.instant(text, zone=DENVER) == _at(2026, 3, 2, hour, 15)


def test_after_the_clocks_went_forward_local_time_is_an_hour_nearer() -> None:
    assert local_time.instant("2026-03-09T09:00", zone=DENVER) == _at(2026, 3, 9, 15, 0)


def test_a_time_that_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(local_time.TimeError, match="clocks go forward"):
        local_time.instant("2026-03-08T02:30", zone=DENVER)


def test_a_time_that_occurs_twice_is_the_first_of_the_two() -> None:
    assert local_time.instant("2026-11-01T01:30", zone=DENVER) == _at(2026, 11, 1, 7, 30)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-03-32T18:00", "does not exist"),
        ("2026-02-29 10:00", "does not exist"),
        ("13/2/2026 10:00", "does not exist"),
        ("2026-03-02T24:10", "does not exist"),
        ("2026-03-02T10:60", "does not exist"),
        ("2026-03-02T17:30+99:00", "does not exist"),
        ("0000-01-01 10:00", "does not exist"),
        ("9999-12-31 23:59 -07:00", "does not exist"),
        ("2026-03-02 17:30 PM", "24 hours and AM or PM"),
        ("2026-03-02 0:30 AM", "24 hours and AM or PM"),
        ("2026-03-02", "no time of day"),
        ("yesterday", "no date and time"),
        ("45353.35", "no date and time"),
        ("2026-03-02T17:30; DROP", "no date and time"),
        ("9" * 5000, "no date and time"),
    ],
)
def test_a_time_that_cannot_be_used_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(local_time.TimeError, match=says) as refused:
        local_time.instant(text, zone=DENVER)
    assert len(str(refused.value)) < 200


def test_a_day_may_stand_for_its_beginning_where_that_is_enough() -> None:
    began = local_time.instant("2026-03-02", zone=DENVER, whole_day=True)
    assert began == _at(2026, 3, 2, 7, 0)

"""The cap of one patient, and who gives way."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.care.budget import Due, exceeds, forecast, importance
from followup.care.models import Kind
from tests.care.stops import DENVER, local, zones

HERE = zones(DENVER)[0]


def too_many(at: str, *others: str, per_day: int = 2, per_week: int = 5) -> bool:
    instants = [local(other) for other in others]
    return exceeds(at=local(at), others=instants, zone=HERE, per_day=per_day, per_week=per_week)


def giving_way(*lines: tuple[str, str], per_day: int = 2, per_week: int = 5) -> list[str]:
    due = [Due(kind, local(at)) for kind, at in lines]
    full = forecast(due, zone=HERE, per_day=per_day, per_week=per_week)
    return [line.kind for line, gives in zip(due, full, strict=True) if gives]


def test_the_third_of_a_day_is_one_too_many() -> None:
    assert not too_many("03-02 15:00", "03-02 10:00")
    assert too_many("03-02 15:00", "03-02 10:00", "03-02 18:00")


def test_a_day_is_the_patients_own() -> None:
    # 19:30 and 23:30 UTC-7 lie on two UTC days; 23:30 and 00:30 lie on two of the patient's.
    assert too_many("03-02 19:30", "03-02 09:00", "03-02 23:30")
    assert not too_many("03-03 00:30", "03-02 09:00", "03-02 23:30")


def test_the_sixth_in_any_seven_days_is_one_too_many() -> None:
    before = ("03-02 10:00", "03-03 10:00", "03-04 10:00", "03-05 10:00", "03-06 10:00")
    assert too_many("03-08 13:00", *before)
    assert not too_many("03-09 10:00", *before)


def test_a_week_reaches_forward_as_well() -> None:
    around = ("03-01 13:00", "03-03 10:00", "03-05 10:00", "03-06 10:00", "03-07 10:00")
    assert too_many("03-04 10:00", *around)
    assert not too_many("03-04 10:00", *around[:-1])
    ahead = ("03-05 10:00", "03-06 10:00", "03-07 10:00", "03-08 13:00", "03-09 10:00")
    assert not too_many("03-02 10:00", *ahead)


def test_seven_days_hold_across_a_change_of_clocks() -> None:
    before = ("03-06 10:00", "03-07 10:00", "03-08 13:00", "03-09 10:00", "03-10 10:00")
    assert too_many("03-12 18:59", *before)
    assert not too_many("03-13 09:00", *before)


def test_the_strict_cap_is_one_a_day_and_three_a_week() -> None:
    assert too_many("03-02 15:00", "03-02 10:00", per_day=1, per_week=3)
    three = ("03-02 10:00", "03-04 10:00", "03-06 10:00")
    assert too_many("03-08 13:00", *three, per_day=1, per_week=3)
    assert not too_many("03-09 10:00", *three, per_day=1, per_week=3)


def test_every_kind_has_its_place_and_safety_comes_last() -> None:
    assert sorted(Kind.values, key=importance) == [
        "booking",
        "nudge",
        "aftercare",
        "next_visit",
        "check_in",
        "safety_check",
    ]
    assert importance("alert") > importance("safety_check")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("aftercare 10:00, check_in 11:00, next_visit 12:00", ["aftercare"]),
        ("booking 09:00, nudge 10:00, check_in 11:00", ["booking"]),
        ("nudge 09:00, aftercare 10:00, next_visit 11:00", ["nudge"]),
        ("check_in 10:00, check_in 12:00, safety_check 18:00", ["check_in"]),
        ("aftercare 10:00, check_in 11:00", []),
    ],
)
def test_the_least_important_of_a_full_day_gives_way(day: str, expected: list[str]) -> None:
    lines = [line.split() for line in day.split(", ")]
    assert giving_way(*((kind, f"03-02 {hour}") for kind, hour in lines)) == expected


def test_of_equals_the_later_gives_way() -> None:
    due = [Due("check_in", local(f"03-02 {hour}:00")) for hour in (15, 10, 12)]
    assert forecast(due, zone=HERE, per_day=2, per_week=5) == [True, False, False]


def test_what_was_sent_counts_and_cannot_give_way() -> None:
    sent = [local("03-02 09:00"), local("03-02 10:00")]
    due = [Due("safety_check", local("03-02 18:00"))]
    assert forecast(due, sent=sent, zone=HERE, per_day=2, per_week=5) == [True]


def test_the_strict_cap_lets_the_shipped_timetable_ask_and_check_but_not_advise() -> None:
    shipped = (
        ("aftercare", "03-02 10:30"),
        ("safety_check", "03-02 14:00"),
        ("check_in", "03-03 10:00"),
        ("check_in", "03-05 10:00"),
        ("booking", "03-07 10:00"),
    )
    assert giving_way(*shipped, per_day=1, per_week=3) == ["aftercare", "booking"]


lists = st.lists(
    st.builds(
        Due,
        st.sampled_from(Kind.values),
        st.integers(0, 30 * 24).map(lambda hour: local("03-01 00:00") + timedelta(hours=hour)),
    ),
    max_size=30,
)


@given(lists, st.integers(1, 3), st.integers(3, 6))
def test_what_is_kept_never_breaks_the_cap(lines: list[Due], per_day: int, per_week: int) -> None:
    full = forecast(lines, zone=HERE, per_day=per_day, per_week=per_week)
    days = [
        line.at.astimezone(HERE).date() for line, out in zip(lines, full, strict=True) if not out
    ]
    for day in days:
        assert days.count(day) <= per_day
        assert sum(0 <= (other - day).days < 7 for other in days) <= per_week


@given(lists)
def test_one_that_gives_way_could_not_have_been_kept_beside_the_more_important(
    lines: list[Due],
) -> None:
    full = forecast(lines, zone=HERE, per_day=2, per_week=5)
    pairs = list(zip(lines, full, strict=True))
    for line, gives in pairs:
        if gives:
            weightier = [
                other.at
                for other, out in pairs
                if not out and importance(other.kind) >= importance(line.kind)
            ]
            assert exceeds(at=line.at, others=weightier, zone=HERE, per_day=2, per_week=5)

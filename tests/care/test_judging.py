"""What is wrong with the stops of a protocol, and what is only worth a second look."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from followup.care.draft_stops import DraftStop, new_stop, read, with_stop, without, written
from followup.care.examples import Caps, examples
from followup.care.judging import Finding, judged
from tests.care.stops import DENVER, hours

AT = datetime(2026, 3, 2, 19, tzinfo=UTC)
NOBODY_IS_KEPT_FROM_MUCH = Caps(5, 10)


def stops(*kinds: str) -> tuple[DraftStop, ...]:
    made: tuple[DraftStop, ...] = ()
    for kind in kinds:
        made = with_stop(made, new_stop(kind, made))
    return made


USUAL = stops("aftercare", "check_in")


def found(
    *made: DraftStop, caps: Caps = NOBODY_IS_KEPT_FROM_MUCH, regions: tuple[str, ...] = ("knee",)
) -> dict[str, Finding]:
    shown = examples(stops=made, hours=hours(), zone=ZoneInfo(DENVER), caps=caps, at=AT)
    return {each.code: each for each in judged(stops=made, examples=shown, regions=regions)}


def test_what_most_would_want_is_without_fault() -> None:
    assert found(*stops("aftercare", "check_in", "next_visit", "booking")) == {}
    chest = stops("aftercare", "safety_check", "check_in")
    assert found(*chest, regions=("chest",)) == {}


def test_a_draft_is_read_as_it_was_written() -> None:
    made = stops("aftercare", "safety_check", "check_in", "next_visit", "booking")
    assert read(written(made)) == made


def test_new_stops_take_a_free_time_and_a_free_name() -> None:
    made = stops("check_in", "check_in", "check_in")
    assert [(stop.slug, stop.offset_days) for stop in made] == [
        ("day1", 1), ("day2", 2), ("day3", 3),
    ]  # fmt: skip
    moved = with_stop(made, replace(made[0], offset_days=4))
    assert new_stop("check_in", moved).slug == "day1-2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asks": ()}, "asks_first"),
        ({"asks": ("bruising", "soreness")}, "asks_first"),
        ({"channels": ()}, "no_channel"),
        ({"anchor": "next_visit"}, "wrong_anchor"),
        ({"offset_days": -1}, "before_treatment"),
        ({"offset_days": 0, "offset_minutes": 30}, "same_time"),
    ],
)
def test_a_check_in_that_cannot_work_is_grave(change: dict[str, object], code: str) -> None:
    aftercare, check_in = USUAL
    faulty = found(aftercare, replace(check_in, **change))  # type: ignore[arg-type]
    assert faulty[code].grave


def test_a_nudge_needs_a_question() -> None:
    aftercare, check_in = USUAL
    assert found(replace(aftercare, nudge_days=1), check_in)["nudge_without_question"].grave


def test_a_breathing_check_asks_the_same_evening() -> None:
    (check,) = stops("safety_check")
    assert found(*USUAL, replace(check, offset_days=1))["not_the_same_evening"].grave


def test_a_reminder_comes_before_the_visit() -> None:
    (reminder,) = stops("next_visit")
    assert found(*USUAL, replace(reminder, offset_days=0))["not_before_visit"].grave


def test_no_stop_at_all_is_grave_and_so_are_too_many() -> None:
    assert found()["no_stops"].grave
    assert found(*stops(*["check_in"] * 21))["too_many_stops"].grave


def test_needling_near_the_lung_without_a_breathing_check_is_worth_a_look() -> None:
    assert found(*USUAL, regions=("knee", "neck"))["no_breathing_check"].others == ("neck",)


def test_a_nudge_that_comes_when_the_next_check_in_asks_is_worth_a_look() -> None:
    three = stops("check_in", "check_in", "check_in")
    assert found(*three)["nudge_never"].others == ("day3",)
    assert "nudge_never" not in found(*without(three, "day2"))


def test_too_short_a_use_is_shown_by_what_it_leaves_out() -> None:
    aftercare, check_in = USUAL
    said = found(replace(aftercare, useful_minutes=60), check_in)["left_out"]
    assert (said.slug, said.others, said.grave) == ("aftercare", ("window",), False)


def test_more_than_the_caps_allow_is_shown_by_what_gives_way() -> None:
    made = stops("aftercare", "check_in", "booking")
    over = found(*made, caps=Caps(1, 2))["over_the_cap"]
    # After an evening it is the aftercare advice that gives way.
    assert (over.slug, over.count) == ("booking", 3)

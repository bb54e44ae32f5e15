"""Example days, by the schedule that plans for real."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from followup.care.draft_stops import DraftStop
from followup.care.examples import Caps, Example, example, examples
from tests.care.stops import ALL, DENVER, hours, in_words, local, planned

CAPS = Caps(2, 5)
STOPS = tuple(
    DraftStop(**{name: getattr(stop, name) for name in stop.__dataclass_fields__}) for stop in ALL
)


def shown(at: str, closed: tuple[str, ...] = ()) -> dict[str, Example]:
    made = examples(
        stops=STOPS, hours=hours(closed=closed), zone=ZoneInfo(DENVER), caps=CAPS, at=local(at)
    )
    return {each.occasion: each for each in made}


def tried(treated: str, caps: Caps = CAPS) -> Example:
    return example(
        stops=STOPS,
        treated_at=local(treated),
        hours=hours(),
        zone=ZoneInfo(DENVER),
        caps=caps,
    )


def test_a_friday_afternoon_moves_over_a_closed_sunday() -> None:
    closed = tuple(f"03-{day:02}" for day in (8, 15, 22, 29))
    friday = shown("03-02 12:00", closed)["friday"]
    assert f"{friday.treated_at:%a %H:%M}" == "Fri 16:40"
    day1, day3 = (line for line in friday.lines if line.kind == "check_in")
    assert f"{day1.due_at:%a %H:%M}" == "Sat 16:40"
    assert f"{day3.due_at:%a %H:%M}" == "Mon 16:40"
    evening = next(line for line in friday.lines if line.kind == "safety_check")
    assert (f"{evening.due_at:%H:%M}", evening.moved_because) == ("20:00", "pulled_forward")


def test_the_day_before_a_closed_day_and_the_change_of_clocks_are_tried() -> None:
    made = shown("03-02 12:00", ("03-25",))
    assert made["closed"].treated_at.date() == date(2026, 3, 24)
    assert made["closed"].around == date(2026, 3, 25)
    assert made["clocks"].around == date(2026, 3, 8)
    day1 = next(line for line in made["clocks"].lines if line.slug == "day1")
    assert f"{day1.due_at:%m-%d %H:%M %z}" == "03-08 14:30 -0600"


def test_they_are_what_the_planner_would_plan() -> None:
    made = example(
        stops=STOPS,
        treated_at=local("03-06 16:40"),
        hours=hours(),
        zone=ZoneInfo(DENVER),
        caps=CAPS,
    )
    of_planner = {slot.slug: in_words(slot) for slot in planned("03-06 16:40", series=(1, 6))}
    for line in made.lines:
        if line.kind != "next_visit":
            moved = f" ({line.moved_because})" if line.moved_because else ""
            assert f"{line.due_at:%m-%d %H:%M}{moved}" == of_planner[line.slug]


def test_a_reminder_is_tried_with_a_visit_a_week_later() -> None:
    made = example(
        stops=STOPS,
        treated_at=local("03-06 16:40"),
        hours=hours(),
        zone=ZoneInfo(DENVER),
        caps=CAPS,
    )
    reminder = next(line for line in made.lines if line.kind == "next_visit")
    assert made.next_visit_at.astimezone(UTC) == datetime(2026, 3, 13, 22, 40, tzinfo=UTC)
    assert f"{reminder.due_at:%m-%d %H:%M}" == "03-11 16:40"


def test_what_the_caps_keep_back_is_said() -> None:
    made = tried("03-06 10:00", Caps(1, 3))
    assert [line.slug for line in made.lines if line.gives_way] == ["aftercare", "booking"]

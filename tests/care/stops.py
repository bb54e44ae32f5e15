"""The shipped timetable as values, and local times in short, for the tests of the planner."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from followup.care.hours import WEEKDAYS, Hours
from followup.care.schedule import Facts, Slot, Stop, plan

DENVER = "America/Denver"
AFTERCARE = Stop(slug="aftercare", kind="aftercare", offset_minutes=30, useful_minutes=1440)
EVENING = Stop(
    slug="evening", kind="safety_check", offset_minutes=240, window="safety", useful_minutes=720
)
DAY1 = Stop(slug="day1", kind="check_in", offset_days=1, useful_minutes=2160)
DAY3 = Stop(slug="day3", kind="check_in", offset_days=3, useful_minutes=2880)
NEXT_VISIT = Stop(
    slug="next_visit",
    kind="next_visit",
    anchor="next_visit",
    offset_days=-2,
    useful_minutes=2760,
)
BOOKING = Stop(slug="booking", kind="booking", offset_days=5, useful_minutes=10080)
instants = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
ALL = (AFTERCARE, EVENING, DAY1, DAY3, NEXT_VISIT, BOOKING)


def local(text: str, zone: str = DENVER) -> datetime:
    """'03-02 10:00' of 2026 on the wall of that zone, in UTC."""
    wall = datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - zone added here
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def zones(*names: str) -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in names)


def hours(window_set: str = "shipped", closed: tuple[str, ...] = ()) -> Hours:
    days = (date.fromisoformat(f"2026-{day}") for day in closed)
    return Hours(weekdays=WEEKDAYS[window_set], closed=frozenset(days))


def planned(
    treated: str,
    *,
    logged: str | None = None,
    next_visit: str | None = None,
    series: tuple[int, int] | None = None,
    booked: bool = False,
    closed: tuple[str, ...] = (),
    window_set: str = "shipped",
    where: tuple[str, ...] = (DENVER,),
    stops: tuple[Stop, ...] = ALL,
) -> tuple[Slot, ...]:
    """The plan of one visit; every time is on the wall of the patient's own zone."""
    own = where[0]
    number, length = series or (None, None)
    return plan(
        stops=stops,
        facts=Facts(
            at=local(logged or treated, own),
            treated_at=local(treated, own),
            next_visit_at=local(next_visit, own) if next_visit else None,
            visit_number=number,
            series_length=length,
            booked=booked,
        ),
        hours=hours(window_set, closed),
        zones=zones(*where),
    )


def in_words(slot: Slot, own: str = DENVER) -> str:
    """'03-03 10:00', with '(closed)' when moved; '- late' when left out."""
    if slot.left_out:
        return f"- {slot.left_out}"
    wall = slot.due_at.astimezone(ZoneInfo(own))
    return f"{wall:%m-%d %H:%M}" + (f" ({slot.moved_because})" if slot.moved_because else "")

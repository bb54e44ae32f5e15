"""When messages may go out: a clinic's hours, as instants in the time zone of one patient.

The limit of 8:00 to 21:00 is the federal calling day (47 CFR 64.1200(c)(1)); it binds
solicitations only, and is kept here for everything that nobody asked for just now.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

REGULAR, SAFETY, LIMIT = "regular", "safety", "limit"
# Past a year without one open day nothing that was planned is of use any more.
_FARTHEST = timedelta(days=370)
_FORTNIGHT = timedelta(days=14)

Daily = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening and closing time by weekday (Monday first; None: closed), and the closed days."""

    weekdays: tuple[Daily | None, ...]
    closed: frozenset[date] = frozenset()
    # Safety checks go out on closed days too, since that is when nobody is there to ask.
    safety: Daily = (time(8), time(20, 30))
    limit: Daily = (time(8), time(21))

    def on(self, day: date, *, window: str) -> Daily | None:
        """From when to when `window` is open on that day of the patient's calendar, if it is."""
        if window == LIMIT:
            return self.limit
        if window == SAFETY:
            return self._within_limit(self.safety)
        usual = None if day in self.closed else self.weekdays[day.weekday()]
        return usual and self._within_limit(usual)

    def _within_limit(self, daily: Daily) -> Daily | None:
        opens, closing = max(daily[0], self.limit[0]), min(daily[1], self.limit[1])
        return (opens, closing) if opens < closing else None


_NINE_TO_SEVEN = (time(9), time(19))
_TEN_TO_SIX = (time(10), time(18))
_SUNDAY = (time(12), time(17))
# By the name of a clinic's window set. Strict: inside the hours of every state (Rhode Island's
# weekdays and weekends are the narrowest).
WEEKDAYS: dict[str, tuple[Daily | None, ...]] = {
    "shipped": (*[_NINE_TO_SEVEN] * 6, _SUNDAY),
    "strict": (*[_TEN_TO_SIX] * 5, (time(10), time(17)), _SUNDAY),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """An instant at which a message may go, and why that is later than was asked for.

    `moved_because`: empty; closed (no hours that day); early or evening (before or after that
    day's hours); zone (open where the patient lives, not where the phone comes from).
    """

    at: datetime
    moved_because: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    starts: datetime
    ends: datetime

    def __and__(self, other: "_Span") -> "_Span":
        return _Span(max(self.starts, other.starts), min(self.ends, other.ends))


# A batch asks the same of one instant, clinic and zone for each of its patients.
@lru_cache(maxsize=1024)
def next_open(
    instant: datetime, *, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> Opening:
    """The first instant from `instant` on at which `window` is open in all `zones`, in UTC.

    The first zone is the patient's own; where the zones have no hour in common it counts alone.
    """
    for span in _openings(instant, window, hours, zones):
        if span.starts <= instant < span.ends:
            return Opening(instant)
        if span.starts > instant:
            return Opening(span.starts, _why_closed(instant, window, hours, zones[0]))
    late = next_open(instant + _FARTHEST, window=LIMIT, hours=hours, zones=zones)
    return replace(late, moved_because="closed")


@lru_cache(maxsize=1024)
def closes(
    instant: datetime, *, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> datetime:
    """When the opening around `instant` ends, in UTC; `instant` itself when it lies in none."""
    for span in _openings(instant, window, hours, zones):
        if span.ends > instant:
            return span.ends if span.starts <= instant else instant
    return instant


def _openings(
    instant: datetime, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> Iterator[_Span]:
    heeded = _heeded(instant, window, hours, zones)
    for day in _days(instant, _FARTHEST, zones[0]):
        yield from _common(day, window, hours, heeded)


def _heeded(
    instant: datetime, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> tuple[ZoneInfo, ...]:
    usual = replace(hours, closed=frozenset())
    days = _days(instant, _FORTNIGHT, zones[0])
    if len(zones) == 1 or any(_common(day, window, usual, zones) for day in days):
        return zones
    return zones[:1]


def _days(instant: datetime, length: timedelta, zone: ZoneInfo) -> Iterator[date]:
    first = instant.astimezone(zone).date()
    return (first + timedelta(days=count) for count in range(length.days))


def _common(day: date, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]) -> list[_Span]:
    """The stretches of that day, in the first zone, in which all of them are open."""
    common = _spans((day,), window, hours, zones[0])
    # Half a world away the same hour has another date.
    around = tuple(day + timedelta(days=shift) for shift in (-1, 0, 1))
    for zone in zones[1:]:
        theirs = _spans(around, window, hours, zone)
        both = (mine & other for mine in common for other in theirs)
        common = [span for span in both if span.starts < span.ends]
    return common


def _spans(days: tuple[date, ...], window: str, hours: Hours, zone: ZoneInfo) -> list[_Span]:
    daily = [(day, hours.on(day, window=window)) for day in days]
    return [
        _Span(_instant(day, times[0], zone), _instant(day, times[1], zone))
        for day, times in daily
        if times
    ]


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def _why_closed(instant: datetime, window: str, hours: Hours, own: ZoneInfo) -> str:
    local = instant.astimezone(own)
    daily = hours.on(local.date(), window=window)
    if daily is None:
        return "closed"
    if local.time() < daily[0]:
        return "early"
    return "evening" if local.time() >= daily[1] else "zone"

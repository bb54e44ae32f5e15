"""Reads a date and time as exports write them: values in, values out."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_SHAPE = re.compile(
    r"(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<us_month>\d{1,2})[-/.](?P<us_day>\d{1,2})[-/.](?P<us_year>\d{4}|\d{2}))"
    r"(?:[T,\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_EXAMPLE = "Write it like 2026-03-02T17:30"
_NOON = 12


class TimeError(ValueError):
    """A time that cannot be used; the text says why and what to write."""


def instant(text: str, *, zone: ZoneInfo, whole_day: bool = False) -> datetime:
    """The instant in UTC: local time of `zone` unless an offset is written.

    A time that occurs twice when the clocks go back is the first of the two; one that is left
    out when they go forward is refused. `whole_day` lets a day stand for its beginning.
    """
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise TimeError(f"{text[:40]!r} is no date and time. {_EXAMPLE}.")
    if found["hour"] is None and not whole_day:
        raise TimeError(f"{text[:40]!r} has no time of day. {_EXAMPLE}.")
    try:
        local = datetime(*_day(found), *_clock(found))  # noqa: DTZ001 - its zone comes next
        return _placed(local, found["offset"], zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, TimeError):
            raise
        raise TimeError(
            f"{text[:40]!r} does not exist on the calendar or the clock. {_EXAMPLE}."
        ) from None


def _day(found: re.Match[str]) -> tuple[int, int, int]:
    if found["year"]:
        return int(found["year"]), int(found["month"]), int(found["day"])
    year = int(found["us_year"])
    return year + 2000 if year < 100 else year, int(found["us_month"]), int(found["us_day"])


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise TimeError(f"{found[0][:40]!r} has both 24 hours and AM or PM. {_EXAMPLE}.")
        hour = hour % _NOON + (_NOON if found["half"][0] in "pP" else 0)
    return hour, minute, second


def _placed(local: datetime, offset: str | None, zone: ZoneInfo) -> datetime:
    if offset:
        return local.replace(tzinfo=_fixed(offset))
    placed = local.replace(tzinfo=zone)
    if placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise TimeError(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward then. "
            f"{_EXAMPLE}."
        )
    return placed


def _fixed(offset: str) -> timezone:
    if offset.upper() in {"Z", "UTC"}:
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if offset[0] == "+" else -ahead)

"""The days of a file of treatments: when its story begins, and the file moved to other days."""

import contextlib
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followup.care.treatment_file import records

_DATE = re.compile(rb"\b(\d{4})-(\d{2})-(\d{2})")
# When the front desk imports the day's list: most treatments are over, and texts still may go.
IMPORT_AT = time(17, 40)


class NoDaysError(ValueError):
    """A file in which no treatment has a day; the text says what to write."""


def first_day(content: bytes) -> date:
    """The day of the earliest treatment that has one. Raises NoDaysError, UnreadableFile."""
    days = []
    for row in records(content):
        with contextlib.suppress(ValueError):
            days.append(date.fromisoformat(row.cells.get("treated_at", "").strip()[:10]))
    if not days:
        raise NoDaysError(
            "No row says when the treatment was. Write treated_at as 2026-03-02T08:30."
        )
    return min(days)


def begins(day: date, *, zone: str) -> datetime:
    """The instant at which the story of that day's list begins, in UTC."""
    return datetime.combine(day, IMPORT_AT, ZoneInfo(zone)).astimezone(UTC)


def shifted(content: bytes, *, days: int) -> bytes:
    """The same file with every date so many days later; what is no date stays as it is."""

    def later(match: re.Match[bytes]) -> bytes:
        try:
            moved = date(*map(int, match.groups())) + timedelta(days=days)
        except ValueError:
            return match[0]
        return moved.isoformat().encode()

    return _DATE.sub(later, content)

"""How many automated messages one patient gets, and which give way when that is too many.

One budget counts all automated kinds (the TCPA's exemption asks for one a day and three a week,
appointment reminders included: 47 CFR 64.1200(a)(9)(iv)); answers in a conversation do not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

# Least important first; what is not listed is never automated and counts as most important.
_IMPORTANCE = ("booking", "nudge", "aftercare", "next_visit", "check_in", "safety_check")


@dataclass(frozen=True, slots=True)
class Due:
    """One automated message: its kind and when it goes, or went."""

    kind: str
    at: datetime


def importance(kind: str) -> int:
    """How late a kind gives way: booking 0, then nudge, aftercare, next visit, check-in, safety."""
    return _IMPORTANCE.index(kind) if kind in _IMPORTANCE else len(_IMPORTANCE)


def exceeds(
    *, at: datetime, others: Iterable[datetime], zone: ZoneInfo, per_day: int, per_week: int
) -> bool:
    """Whether a message at `at`, beside `others`, is one too many for its day or any seven days.

    `others`: what has been sent, and what is more important and still to come. Days are those of
    the patient's calendar; any seven in a row that hold the day of `at` count as a week.
    """
    day = at.astimezone(zone).date()
    days = [other.astimezone(zone).date() for other in others]
    return days.count(day) >= per_day or _fullest_week(day, days) >= per_week


def forecast(
    lines: Sequence[Due],
    *,
    sent: Iterable[datetime] = (),
    zone: ZoneInfo,
    per_day: int,
    per_week: int,
) -> list[bool]:
    """For each line, whether it will give way: the least important first, then the later."""
    kept = list(sent)
    gives_way = [False] * len(lines)
    for index in sorted(range(len(lines)), key=lambda at: _rank(lines[at])):
        due = lines[index].at
        gives_way[index] = exceeds(
            at=due, others=kept, zone=zone, per_day=per_day, per_week=per_week
        )
        if not gives_way[index]:
            kept.append(due)
    return gives_way


def _rank(line: Due) -> tuple[int, datetime]:
    return -importance(line.kind), line.at


def _fullest_week(day: date, days: Sequence[date]) -> int:
    starts = (day - timedelta(days=back) for back in range(7))
    return max(sum(0 <= (other - start).days < 7 for other in days) for start in starts)

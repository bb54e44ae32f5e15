"""Pure: may this planned message go now, on which channel, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care import budget, schedule
from followup.care.schedule import Hours

# A text that has not landed by then is of little use, whatever the window says.
_LONGEST_WAIT = timedelta(hours=4)
# How soon what is held is looked at again, should nobody have said that it may go.
_LOOK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Way:
    """One channel of a step, in the order of preference; `barred` says why it cannot be used."""

    channel: str
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the decision on one planned message rests on; instants in UTC."""

    kind: str
    at: datetime
    expires_at: datetime
    window: str
    hours: Hours
    zones: tuple[ZoneInfo, ...]
    ways: Sequence[Way]
    # Why it is pointless by now: answered, stopped, undone; empty while it is not.
    pointless: str
    # An urgent reply of theirs waits for a person.
    paused: bool
    # When the patient got, or is still to get, what comes before this one in the budget.
    others: Sequence[datetime]
    per_day: int
    per_week: int


@dataclass(frozen=True, slots=True)
class Send:
    """It goes now, and may land until `lands_by`."""

    channel: str
    lands_by: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """It never goes."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Not yet."""

    until: datetime
    because: str


Decision = Send | Skip | Hold


def decide(facts: Facts) -> Decision:
    """Pointless, too late, paused, no way to the patient, the hour, the cap: in that order."""
    if facts.pointless:
        return Skip(facts.pointless)
    if facts.at >= facts.expires_at:
        return Skip("expired")
    if facts.paused:
        return _paused(facts)
    open_ways = [way for way in facts.ways if not way.barred]
    if not open_ways:
        return Skip(_why_no_way(facts.ways))
    return _by_the_hour(facts, open_ways[0].channel)


def answer_may_go_at(*, at: datetime, hours: Hours, zones: tuple[ZoneInfo, ...]) -> datetime:
    """When a word within a conversation may go: at once, but never at night."""
    return schedule.next_open(at, window="limit", hours=hours, zones=zones).at


def planned_may_go_at(
    *, at: datetime, window: str, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> datetime:
    """When a planned message that had to wait in the queue may go."""
    return schedule.next_open(at, window=window, hours=hours, zones=zones).at


def lands_by(
    *, at: datetime, expires_at: datetime, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> datetime:
    """Until when a message handed over now may reach the phone: never in the quiet hours."""
    quiet = schedule.closes(at, window="limit", hours=hours, zones=zones)
    return min(quiet, expires_at, at + _LONGEST_WAIT)


def _paused(facts: Facts) -> Decision:
    until = facts.at + _LOOK_AGAIN
    return Hold(until, "paused") if until < facts.expires_at else Skip("paused")


def _why_no_way(ways: Sequence[Way]) -> str:
    """The most telling bar: a refusal before a missing address."""
    bars = [way.barred for way in ways]
    for reason in ("opted_out", "unreachable", "no_consent"):
        if reason in bars:
            return reason
    return "no_contact"


def _by_the_hour(facts: Facts, channel: str) -> Decision:
    opening = schedule.next_open(
        facts.at, window=facts.window, hours=facts.hours, zones=facts.zones
    )
    if opening.at > facts.at:
        if opening.at >= facts.expires_at:
            return Skip("window")
        return Hold(opening.at, opening.moved_because)
    if budget.exceeds(
        at=facts.at,
        others=facts.others,
        zone=facts.zones[0],
        per_day=facts.per_day,
        per_week=facts.per_week,
    ):
        return Skip("cap")
    until = lands_by(at=facts.at, expires_at=facts.expires_at, hours=facts.hours, zones=facts.zones)
    return Send(channel, until)

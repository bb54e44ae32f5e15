"""The stops of a protocol as plain values: to draw, to edit, to judge and to try out; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from followup.care.schedule import Stop

_DAY = 24 * 60
_LONGEST_SLUG = 20
# What the words of each kind ask first, and what may follow it.
FIRST_ASKED = {"check_in": "soreness", "safety_check": "breathing", "next_visit": "visit"}
ALSO_ASKED = {"check_in": ("bruising", "breathing")}
TEXT_THEN_EMAIL = ("sms", "email")
_NAMES = {"safety_check": "evening"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStop(Stop):
    """A step with all that it says, in the names of the model Step."""

    asks: tuple[str, ...] = ()
    nudge_days: int = 0
    stop_rule: str = "none"
    channels: tuple[str, ...] = TEXT_THEN_EMAIL

    @property
    def minutes(self) -> int:
        """How long after its anchor, in minutes; below zero before it."""
        return self.offset_days * _DAY + self.offset_minutes


def in_order(stops: Iterable[DraftStop]) -> tuple[DraftStop, ...]:
    """By time; what counts from the next visit comes last."""
    return tuple(sorted(stops, key=lambda stop: (stop.anchor != "treatment", stop.minutes)))


def written(stops: Iterable[DraftStop]) -> list[dict[str, Any]]:
    """As a draft stores them."""
    return [asdict(stop) for stop in in_order(stops)]


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[DraftStop, ...]:
    """What `written` wrote."""
    return tuple(
        DraftStop(**{**row, "asks": tuple(row["asks"]), "channels": tuple(row["channels"])})
        for row in rows
    )


def with_stop(stops: Iterable[DraftStop], changed: DraftStop) -> tuple[DraftStop, ...]:
    """The same with one stop changed, or added where there is none of its name."""
    return in_order([*without(stops, changed.slug), changed])


def without(stops: Iterable[DraftStop], slug: str) -> tuple[DraftStop, ...]:
    return tuple(stop for stop in stops if stop.slug != slug)


def named(stops: Iterable[DraftStop], slug: str) -> DraftStop | None:
    return next((stop for stop in stops if stop.slug == slug), None)


def new_stop(kind: str, stops: Sequence[DraftStop]) -> DraftStop:
    """A stop of that kind as most would want it, at a time and by a name that are still free."""
    taken = {stop.minutes for stop in stops if stop.anchor == "treatment"}
    known = _USUAL[kind]
    days = known.get("offset_days", 0)
    if kind in {"check_in", "booking"}:
        days = next(day for day in range(days, days + 60) if day * _DAY not in taken)
    usual = {**known, "offset_days": days}
    name = f"day{days}" if kind == "check_in" else _NAMES.get(kind, kind)
    return DraftStop(slug=_free(name, stops), kind=kind, **usual)


def _free(name: str, stops: Iterable[DraftStop]) -> str:
    taken = {stop.slug for stop in stops}
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next(each for each in names if each not in taken)[:_LONGEST_SLUG]


_USUAL: dict[str, dict[str, Any]] = {
    "aftercare": {"offset_minutes": 30, "useful_minutes": _DAY, "stop_rule": "new_treatment"},
    "safety_check": {
        "offset_minutes": 4 * 60,
        "useful_minutes": 12 * 60,
        "window": "safety",
        "asks": ("breathing",),
    },
    "check_in": {
        "offset_days": 1,
        "useful_minutes": 36 * 60,
        "asks": ("soreness", "bruising"),
        "nudge_days": 1,
        "stop_rule": "new_treatment",
    },
    "next_visit": {
        "anchor": "next_visit",
        "offset_days": -2,
        "useful_minutes": 46 * 60,
        "asks": ("visit",),
        "stop_rule": "new_treatment",
    },
    "booking": {"offset_days": 5, "useful_minutes": 7 * _DAY, "stop_rule": "booked"},
}
KINDS = tuple(_USUAL)

"""What differs between two timetables, stop by stop; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from followup.care.draft_stops import DraftStop, in_order, named


@dataclass(frozen=True, slots=True)
class Difference:
    """One stop: added, removed, changed (in `names`, those of its fields), or the same.

    `stop` is as it will be, or was; `before` is there where it has changed.
    """

    what: str
    stop: DraftStop
    before: DraftStop | None = None
    names: tuple[str, ...] = ()


def differences(
    *, before: Sequence[DraftStop], after: Sequence[DraftStop]
) -> tuple[Difference, ...]:
    """Every stop of both, in the order of time; those removed stand last."""
    found = [_difference(named(before, stop.slug), stop) for stop in in_order(after)]
    gone = [stop for stop in in_order(before) if named(after, stop.slug) is None]
    return (*found, *(Difference("removed", stop) for stop in gone))


def is_same(before: Sequence[DraftStop], after: Sequence[DraftStop]) -> bool:
    return in_order(before) == in_order(after)


def _difference(before: DraftStop | None, after: DraftStop) -> Difference:
    if before is None:
        return Difference("added", after)
    names = tuple(
        field.name
        for field in fields(DraftStop)
        if getattr(before, field.name) != getattr(after, field.name)
    )
    return Difference("changed" if names else "same", after, before, names)

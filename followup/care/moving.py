"""What other hours do to the messages that are planned already: foreseen first, then moved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from followup.care.hours import Hours, next_open
from followup.care.models import FollowUp, PlannedMessage, PlannedState, Step
from followup.care.schedule import Slot
from followup.care.visit import slots_of, visit_of
from followup.care.whose_hours import zones_of_patient
from followup.clinic.models import Clinic


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One planned message with another time; `will_be` is None where it would be of no use."""

    planned: PlannedMessage
    was: datetime
    will_be: datetime | None
    expires_at: datetime
    because: str


def foreseen(*, clinic: Clinic, now: Hours, then: Hours, at: datetime) -> list[Move]:
    """Each planned message that other hours would move, soonest first; nothing is written."""
    if now == then:
        return []
    rows = list(_planned(clinic, at))
    by_follow_up: dict[int, list[PlannedMessage]] = defaultdict(list)
    for row in rows:
        by_follow_up[row.follow_up_id].append(row)
    moves = [move for rows in by_follow_up.values() for move in _moves(rows, now, then, at)]
    return sorted(moves, key=lambda move: move.was)


@transaction.atomic
def apply(*, moves: Iterable[Move]) -> int:
    """Move them, but for those that went out or were cancelled meanwhile; how many were."""
    return sum(_moved(move) for move in moves if move.will_be is not None)


def _moved(move: Move) -> int:
    """Compare and set, as a worker may claim it at this moment."""
    waiting = PlannedMessage.objects.filter(
        pk=move.planned.pk, state=PlannedState.PLANNED, due_at=move.was
    )
    return waiting.update(
        due_at=move.will_be, expires_at=move.expires_at, moved_because=move.because
    )


def _planned(clinic: Clinic, at: datetime) -> Iterable[PlannedMessage]:
    rows = PlannedMessage.objects.of(clinic).filter(state=PlannedState.PLANNED, due_at__gt=at)
    return rows.select_related(
        "step", "follow_up__treatment", "follow_up__version", "patient__clinic"
    ).prefetch_related("follow_up__version__steps", "patient__contact_points")


def _moves(rows: Sequence[PlannedMessage], now: Hours, then: Hours, at: datetime) -> list[Move]:
    """Those of one follow-up, which is planned anew in both hours."""
    follow_up, zones = rows[0].follow_up, zones_of_patient(rows[0].patient)
    before, after = (_slots(follow_up, hours, zones) for hours in (now, then))
    moves = []
    for row in rows:
        slot, new = before.get(_key(row)), after.get(_key(row))
        if slot and new and slot.due_at == row.due_at and not slot.left_out:
            move = _replanned(row, new, at)
        else:
            move = _pushed(row, then, zones)
        if move is not None:
            moves.append(move)
    return moves


def _slots(
    follow_up: FollowUp, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> dict[tuple[str, str], Slot]:
    treatment = follow_up.treatment
    steps: list[Step] = list(follow_up.version.steps.all())
    slots = slots_of(
        steps=steps,
        visit=visit_of(treatment),
        hours=hours,
        zones=zones,
        others=(),
        at=treatment.logged_at,
    )
    return {(slot.slug, slot.kind): slot for slot in slots}


def _key(row: PlannedMessage) -> tuple[str, str]:
    return row.step.slug, row.kind


def _replanned(row: PlannedMessage, slot: Slot, at: datetime) -> Move | None:
    """Where its step alone set its time, its step sets the new one."""
    if slot.left_out:
        return _move(row, None, row.expires_at, slot.left_out)
    due = max(slot.due_at, at)
    if due == row.due_at or due >= slot.expires_at:
        return None
    return _move(row, due, slot.expires_at, slot.moved_because)


def _pushed(row: PlannedMessage, then: Hours, zones: tuple[ZoneInfo, ...]) -> Move | None:
    """A nudge, or one that a person moved: it stays, unless it could not go out then."""
    opening = next_open(row.due_at, window=row.step.window, hours=then, zones=zones)
    if opening.at == row.due_at:
        return None
    due = opening.at if opening.at < row.expires_at else None
    return _move(row, due, row.expires_at, opening.moved_because)


def _move(row: PlannedMessage, due: datetime | None, expires: datetime, why: str) -> Move:
    return Move(planned=row, was=row.due_at, will_be=due, expires_at=expires, because=why)

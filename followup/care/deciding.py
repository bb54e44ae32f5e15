"""A clinic changes its hours, its zone or its closed days, and what is planned follows."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from followup.care import moving
from followup.care.hours import Hours
from followup.care.moving import Move
from followup.care.whose_hours import hours_of, weekdays
from followup.clinic import policy
from followup.clinic.models import AuditEvent, Clinic, Staff


@dataclass(slots=True)
class Moved:
    """How many planned messages have another time now, and how many are of no use any more."""

    moved: int = 0
    useless: int = 0


def foresee_week(*, clinic: Clinic, changes: Mapping[str, Any], at: datetime) -> list[Move]:
    """What other hours of the week would move."""
    now = hours_of(clinic)
    decided = Clinic(
        window_set=changes.get("window_set", clinic.window_set),
        own_hours=changes.get("own_hours", clinic.own_hours),
    )
    return moving.foreseen(
        clinic=clinic, now=now, then=replace(now, weekdays=weekdays(decided)), at=at
    )


def foresee_days(*, clinic: Clinic, days: Collection[date], at: datetime) -> list[Move]:
    """What closing on these days would move."""
    now = hours_of(clinic)
    return moving.foreseen(
        clinic=clinic, now=now, then=replace(now, closed=now.closed | set(days)), at=at
    )


def change_week(
    *, clinic: Clinic, changes: Mapping[str, Any], at: datetime, by: Staff, seen: str = ""
) -> tuple[AuditEvent | None, Moved]:
    """New hours for every weekday. Raises PolicyError, and then nothing has moved."""
    with _following(clinic, at) as moved:
        event = policy.change(clinic=clinic, changes=changes, at=at, by=by, seen=seen)
    return event, moved


def undo_week(*, event: AuditEvent, at: datetime, by: Staff) -> Moved:
    """The hours of before. Raises PolicyError where somebody decided anew."""
    clinic = Clinic.objects.get(pk=event.clinic_id)
    with _following(clinic, at) as moved:
        policy.undo(event=event, at=at, by=by)
    return moved


def close_days(*, clinic: Clinic, days: Mapping[date, str], at: datetime, by: Staff) -> Moved:
    """Closed on these days, for these reasons."""
    with _following(clinic, at) as moved:
        for day, reason in days.items():
            policy.close_on(clinic=clinic, day=day, reason=reason, at=at, by=by)
    return moved


def open_day(*, clinic: Clinic, day: date, at: datetime, by: Staff) -> Moved:
    """Open on that day after all; what had moved away from it comes back."""
    with _following(clinic, at) as moved:
        policy.open_on(clinic=clinic, day=day, at=at, by=by)
    return moved


@contextmanager
def _following(clinic: Clinic, at: datetime) -> Iterator[Moved]:
    """The change and all that moves with it, or neither; two admins take turns."""
    with transaction.atomic():
        locked = Clinic.objects.select_for_update().get(pk=clinic.pk)
        moved, before = Moved(), hours_of(locked)
        yield moved
        locked.refresh_from_db()
        _follow(locked, before, moved, at)


def _follow(clinic: Clinic, before: Hours, moved: Moved, at: datetime) -> None:
    moves = moving.foreseen(clinic=clinic, now=before, then=hours_of(clinic), at=at)
    moved.moved = moving.apply(moves=moves)
    moved.useless = sum(move.will_be is None for move in moves)

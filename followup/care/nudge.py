"""The one nudge of an unanswered check-in, counted from when its first text was accepted."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery

from followup.care.hours import Hours
from followup.care.models import (
    CheckIn,
    CheckInState,
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
)
from followup.care.schedule import Opening, next_open, shifted
from followup.care.whose_hours import hours_of_each, zones_of
from followup.clinic.models import Channel, Clinic, ContactPoint
from followup.lib import bulk

# Of use for so long, but never until the next round of questions.
_USEFUL = timedelta(hours=16)
_BEFORE_THE_NEXT = timedelta(hours=2)
_COLUMNS = (
    "clinic_id", "follow_up_id", "patient_id", "step_id", "step__nudge_days",
    "patient__time_zone", "next_asked_at",
)  # fmt: skip


class Asked(NamedTuple):
    """A question that waits for its answer; when the next round is asked, if at all."""

    clinic_id: int
    follow_up_id: int
    patient_id: int
    step_id: int
    nudge_days: int
    time_zone: str
    next_asked_at: datetime | None


def plan_nudge(*, planned: PlannedMessage, accepted_at: datetime) -> None:
    """Plan the nudge of a check-in that has just been accepted; asked twice it plans one."""
    plan_nudges(planned_ids=[planned.pk], accepted_at=accepted_at)


def plan_nudges(*, planned_ids: Sequence[int], accepted_at: datetime) -> None:
    """The same for a whole batch, in a handful of queries however many they are.

    A nudge goes so many days later at the same time on the wall. One that cannot go in time is
    stored as skipped, with its reason; a check-in that is settled already has none.
    """
    waiting = [Asked(*values) for values in _waiting(planned_ids)]
    clinics = Clinic.objects.in_bulk({asked.clinic_id for asked in waiting})
    hours = hours_of_each(clinics.values())
    numbers = _numbers(asked.patient_id for asked in waiting)
    nudges = []
    for asked in waiting:
        zones = zones_of(
            clinic_zone=clinics[asked.clinic_id].time_zone,
            time_zone=asked.time_zone,
            number=numbers.get(asked.patient_id, ""),
        )
        nudges.append(nudge_of(asked, accepted_at, hours[asked.clinic_id], zones))
    bulk.insert(nudges, unless_known=True)


def _waiting(ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Those that nudge and still wait for an answer, with when the next round is asked."""
    settled = CheckIn.objects.filter(planned=OuterRef("pk")).exclude(state=CheckInState.OPEN)
    following = PlannedMessage.objects.filter(
        follow_up=OuterRef("follow_up"),
        kind=Kind.CHECK_IN,
        state=PlannedState.PLANNED,
        due_at__gt=OuterRef("due_at"),
    )
    rows: Iterable[tuple[Any, ...]] = (
        PlannedMessage.objects.filter(
            ~Exists(settled),
            pk__in=ids,
            step__nudge_days__gt=0,
            follow_up__state=FollowUpState.ACTIVE,
        )
        .annotate(next_asked_at=Subquery(following.order_by("due_at").values("due_at")[:1]))
        .values_list(*_COLUMNS)
    )
    return rows


def _numbers(patients: Iterable[int]) -> dict[int, str]:
    """The phone that each of them would rather be texted on."""
    points = ContactPoint.objects.filter(patient__in=set(patients), channel=Channel.SMS)
    numbers: dict[int, str] = {}
    for patient, number in points.values_list("patient", "value"):
        numbers.setdefault(patient, number)
    return numbers


def nudge_of(
    asked: Asked, accepted_at: datetime, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> PlannedMessage:
    """The unsaved nudge of a question that was accepted then; left out where it comes too late."""
    wanted = shifted(accepted_at, days=asked.nudge_days, zone=zones[0])
    opening = next_open(wanted, window="regular", hours=hours, zones=zones)
    ends = _ends(wanted, asked.next_asked_at)
    left_out = _left_out(opening, wanted, ends)
    return PlannedMessage(
        clinic_id=asked.clinic_id,
        follow_up_id=asked.follow_up_id,
        patient_id=asked.patient_id,
        step_id=asked.step_id,
        kind=Kind.NUDGE,
        due_at=opening.at,
        expires_at=opening.at + _USEFUL if left_out else ends,
        moved_because="" if left_out else opening.moved_because,
        state=PlannedState.SKIPPED if left_out else PlannedState.PLANNED,
        reason=left_out,
        settled_at=accepted_at if left_out else None,
    )


def _ends(wanted: datetime, next_asked_at: datetime | None) -> datetime:
    ends = wanted + _USEFUL
    return min(ends, next_asked_at - _BEFORE_THE_NEXT) if next_asked_at else ends


def _left_out(opening: Opening, wanted: datetime, ends: datetime) -> str:
    if opening.at < ends:
        return ""
    if opening.at < wanted + _USEFUL:
        return "next_check_in"
    return "closed" if opening.moved_because == "closed" else "window"

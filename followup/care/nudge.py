"""The one nudge of an unanswered check-in, counted from when its first text was accepted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

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
from followup.care.whose_hours import hours_of, zones_of_patient
from followup.clinic.rows import ClinicQuerySet

# Of use for so long, but never until the next round of questions.
_USEFUL = timedelta(hours=16)
_BEFORE_THE_NEXT = timedelta(hours=2)


def plan_nudge(*, planned: PlannedMessage, accepted_at: datetime) -> None:
    """Plan the nudge of a check-in that has just been accepted; asked twice it plans one."""
    plan_nudges(planned=[planned], accepted_at=accepted_at)


def plan_nudges(*, planned: Sequence[PlannedMessage], accepted_at: datetime) -> None:
    """The same for a whole batch, in a handful of queries however many they are.

    A nudge goes so many days later at the same time on the wall. One that cannot go in time is
    stored as skipped, with its reason; a check-in that is settled already has none.
    """
    waiting = list(_waiting([row.pk for row in planned]))
    clinics = {row.patient.clinic_id: row.patient.clinic for row in waiting}
    hours = {pk: hours_of(clinic) for pk, clinic in clinics.items()}
    PlannedMessage.objects.bulk_create(
        [_nudge(row, accepted_at, hours[row.patient.clinic_id]) for row in waiting],
        ignore_conflicts=True,
    )


def _waiting(ids: list[int]) -> ClinicQuerySet:
    """Those that nudge and still wait for an answer, with when the next round is asked."""
    settled = CheckIn.objects.filter(planned=OuterRef("pk")).exclude(state=CheckInState.OPEN)
    following = PlannedMessage.objects.filter(
        follow_up=OuterRef("follow_up"),
        kind=Kind.CHECK_IN,
        state=PlannedState.PLANNED,
        due_at__gt=OuterRef("due_at"),
    )
    rows: ClinicQuerySet = (
        PlannedMessage.objects.filter(
            ~Exists(settled),
            pk__in=ids,
            step__nudge_days__gt=0,
            follow_up__state=FollowUpState.ACTIVE,
        )
        .annotate(next_asked_at=Subquery(following.order_by("due_at").values("due_at")[:1]))
        .select_related("step", "patient__clinic")
        .prefetch_related("patient__contact_points")
    )
    return rows


def _nudge(asked: PlannedMessage, accepted_at: datetime, hours: Hours) -> PlannedMessage:
    zones = zones_of_patient(asked.patient)
    wanted = shifted(accepted_at, days=asked.step.nudge_days, zone=zones[0])
    opening = next_open(wanted, window="regular", hours=hours, zones=zones)
    ends = _ends(wanted, getattr(asked, "next_asked_at", None))
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

"""Note a next visit that was made, moved or called off after the treatment was logged."""

from datetime import datetime

from django.db import transaction

from followup.care.models import (
    Anchor,
    FollowUp,
    FollowUpState,
    PlannedMessage,
    PlannedState,
    Step,
    StopRule,
    Treatment,
)
from followup.care.schedule import Slot
from followup.care.visit import timetable, visit_of
from followup.care.whose_hours import zones_of_patient
from followup.clinic import audit
from followup.clinic.models import Staff

_GONE = (PlannedState.CLAIMED, PlannedState.DONE)


@transaction.atomic
def book(
    *, treatment: Treatment, next_visit_at: datetime | None, at: datetime, by: Staff | None = None
) -> None:
    """Store the next visit (None: called off), and plan its reminder or the invitation anew.

    A reminder that has gone out already stays as it is, and a follow-up that was stopped, by the
    patient or a person, stays silent.
    """
    locked = Treatment.objects.select_for_update().get(pk=treatment.pk)
    locked.next_visit_at = treatment.next_visit_at = next_visit_at
    locked.save(update_fields=["next_visit_at"])
    follow_up = FollowUp.objects.select_for_update().get(treatment=locked)
    if follow_up.state != FollowUpState.STOPPED:
        _replan(follow_up, locked, at)
    audit.record(
        clinic_id=locked.clinic_id,
        act="treatment.booked",
        subject="treatment",
        subject_id=locked.pk,
        at=at,
        by=by,
    )


def _replan(follow_up: FollowUp, treatment: Treatment, at: datetime) -> None:
    others = Treatment.objects.filter(patient=treatment.patient_id, undone_at=None)
    rows = timetable(
        version=follow_up.version,
        visit=visit_of(treatment),
        zones=zones_of_patient(follow_up.patient),
        others=others.exclude(pk=treatment.pk),
        at=at,
    )
    for step, slot in rows:
        if _depends(step) and _moved(follow_up, step, slot, at) and not slot.left_out:
            follow_up.state, follow_up.ended_at = FollowUpState.ACTIVE, None
            follow_up.save(update_fields=["state", "ended_at"])


def _depends(step: Step) -> bool:
    return step.anchor == Anchor.NEXT_VISIT or step.stop_rule == StopRule.BOOKED


def _moved(follow_up: FollowUp, step: Step, slot: Slot, at: datetime) -> int:
    row = PlannedMessage.objects.filter(follow_up=follow_up, step=step, kind=step.kind)
    return row.exclude(state__in=_GONE).update(
        due_at=slot.due_at,
        expires_at=slot.expires_at,
        moved_because=slot.moved_because,
        state=PlannedState.SKIPPED if slot.left_out else PlannedState.PLANNED,
        reason=slot.left_out,
        settled_at=at if slot.left_out else None,
    )

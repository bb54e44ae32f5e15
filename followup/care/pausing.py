"""Hold what a program would say to a patient while an urgent reply of theirs waits for a person."""

from datetime import datetime

from django.db import transaction

from followup.care.models import FollowUp, FollowUpState, PlannedMessage, PlannedState

# Why a planned message waits; `resume` finds what was held by it.
PAUSED = "paused"


def pause(*, patient_id: int, at: datetime) -> int:
    """Hold everything planned for this patient from now on; how many follow-ups that concerns."""
    active = FollowUp.objects.filter(patient=patient_id, state=FollowUpState.ACTIVE)
    return active.filter(paused_at__isnull=True).update(paused_at=at)


@transaction.atomic
def resume(*, patient_id: int, at: datetime) -> int:
    """A person has dealt with it: what was held is looked at again now; how many that are."""
    FollowUp.objects.filter(patient=patient_id, paused_at__isnull=False).update(paused_at=None)
    held = PlannedMessage.objects.filter(
        patient=patient_id,
        state=PlannedState.PLANNED,
        moved_because=PAUSED,
        due_at__gt=at,
        expires_at__gt=at,
    )
    return held.update(due_at=at)

"""Take back a treatment that was logged by mistake, within three minutes."""

from datetime import datetime

from django.db import transaction

from followup.care.ending import stop
from followup.care.models import (
    FollowUp,
    FollowUpState,
    PlannedMessage,
    PlannedState,
    Treatment,
)
from followup.care.schedule import TAKE_BACK
from followup.clinic import audit
from followup.clinic.models import Staff


class NotUndoneError(Exception):
    """A treatment that cannot be taken back any more; the text says what to do instead."""


@transaction.atomic
def undo(*, treatment: Treatment, at: datetime, by: Staff | None) -> None:
    """Cancel everything that the treatment planned, and revive what it had cancelled."""
    locked = Treatment.objects.select_for_update().get(pk=treatment.pk)
    _refuse(locked, at)
    follow_up = locked.follow_up
    stop(follow_up=follow_up, reason="undone", at=at)
    PlannedMessage.objects.filter(follow_up=follow_up, state=PlannedState.SKIPPED).update(
        state=PlannedState.CANCELLED, reason="undone", settled_at=at
    )
    _revive(locked)
    locked.undone_at = treatment.undone_at = at
    locked.save(update_fields=["undone_at"])
    audit.record(
        clinic_id=locked.clinic_id,
        act="treatment.undone",
        subject="treatment",
        subject_id=locked.pk,
        at=at,
        by=by,
    )


def _refuse(treatment: Treatment, at: datetime) -> None:
    if treatment.undone_at:
        raise NotUndoneError("This treatment has been taken back already.")
    going = (PlannedState.CLAIMED, PlannedState.DONE)
    if PlannedMessage.objects.filter(follow_up__treatment=treatment, state__in=going).exists():
        raise NotUndoneError(
            "A message has gone out already. Stop the follow-up, and tell the patient."
        )
    if at - treatment.logged_at > TAKE_BACK:
        raise NotUndoneError(
            "The three minutes are over. Stop the follow-up instead; nothing more is sent then."
        )


def _revive(treatment: Treatment) -> None:
    """What the mistake had made pointless is to be said after all."""
    lost = PlannedMessage.objects.filter(
        patient=treatment.patient_id,
        state=PlannedState.CANCELLED,
        reason="new_treatment",
        settled_at=treatment.logged_at,
    )
    follow_ups = list(lost.values_list("follow_up", flat=True))
    FollowUp.objects.filter(
        pk__in=follow_ups, state=FollowUpState.FINISHED, ended_at__gte=treatment.logged_at
    ).update(state=FollowUpState.ACTIVE, ended_at=None)
    lost.update(state=PlannedState.PLANNED, reason="", settled_at=None)

"""Log a treatment and plan what follows; the door to everything that changes a follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from followup.care.booking import book
from followup.care.ending import (
    answered,
    cancel,
    cancel_for_patient,
    close_overdue,
    finish,
    stop,
)
from followup.care.hours import Hours
from followup.care.models import (
    Anchor,
    FollowUp,
    PlannedMessage,
    PlannedState,
    ProtocolVersion,
    Step,
    StopRule,
    Treatment,
)
from followup.care.nudge import plan_nudge, plan_nudges
from followup.care.pausing import pause, resume
from followup.care.preview import PatientFacts, PreviewLine, preview
from followup.care.schedule import Slot
from followup.care.shipped import newest_versions, protocol_for
from followup.care.undo import NotUndoneError, undo
from followup.care.visit import SAME_VISIT, Visit, VisitError, timetable
from followup.care.whose_hours import hours_of, hours_of_each, zones_of, zones_of_patient
from followup.clinic import audit
from followup.clinic.models import Clinic, Patient, Staff

__all__ = [
    "AlreadyLogged",
    "NotUndoneError",
    "PatientFacts",
    "PreviewLine",
    "Rules",
    "Visit",
    "VisitError",
    "answered",
    "book",
    "cancel_for_patient",
    "close_overdue",
    "finish",
    "hours_of",
    "hours_of_each",
    "log_treatment",
    "near",
    "pause",
    "plan_nudge",
    "plan_nudges",
    "preview",
    "resume",
    "rules_of",
    "stop",
    "supersede",
    "undo",
    "zones_of",
    "zones_of_patient",
]


class AlreadyLogged(Exception):
    """A visit whose number in the clinic's own records has been logged before."""

    def __init__(self, treatment: Treatment) -> None:
        super().__init__(
            f"Visit {treatment.external_id} has been logged already; nothing was changed."
        )
        self.treatment = treatment


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a clinic every plan rests on, read once for as many visits as come together."""

    versions: Sequence[ProtocolVersion]
    hours: Hours


def rules_of(clinic: Clinic) -> Rules:
    """The protocols and the hours that the clinic has now."""
    return Rules(newest_versions(clinic), hours_of(clinic))


@transaction.atomic
def log_treatment(
    *,
    patient: Patient,
    visit: Visit,
    at: datetime,
    by: Staff | None = None,
    rules: Rules | None = None,
) -> Treatment:
    """Log the visit with its follow-up and every step of it, those left out with their reason.

    Raises AlreadyLogged for a visit of the same external id that has not been taken back.
    """
    rules = rules or rules_of(patient.clinic)
    # Two people who log the same patient at once take turns; a text under way need not wait.
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    others = list(Treatment.objects.filter(patient=patient, undone_at=None))
    treatment = _logged(patient, visit, at, by)
    version = protocol_for(
        clinic=patient.clinic,
        regions=visit.regions,
        condition=visit.condition,
        versions=rules.versions,
    )
    zones = zones_of_patient(patient)
    planned = timetable(
        version=version, visit=visit, zones=zones, others=others, at=at, hours=rules.hours
    )
    _start(treatment, version, planned, at)
    if others:
        supersede(treatment=treatment, at=at)
    audit.record(
        clinic_id=patient.clinic_id,
        act="treatment.logged",
        subject="treatment",
        subject_id=treatment.pk,
        at=at,
        by=by,
    )
    return treatment


def near(*, patient: Patient, treated_at: datetime) -> Treatment | None:
    """A treatment of the same patient within half a day, which may be the same one."""
    around = (treated_at - SAME_VISIT, treated_at + SAME_VISIT)
    found: Treatment | None = Treatment.objects.filter(
        patient=patient, undone_at=None, treated_at__range=around
    ).first()
    return found


def _logged(patient: Patient, visit: Visit, at: datetime, by: Staff | None) -> Treatment:
    try:
        with transaction.atomic():
            return _insert(patient, visit, at, by)
    except IntegrityError:
        before = Treatment.objects.of(patient.clinic_id).filter(
            external_id=visit.external_id, undone_at=None
        )
        if visit.external_id and (treatment := before.first()):
            raise AlreadyLogged(treatment) from None
        raise


def _insert(patient: Patient, visit: Visit, at: datetime, by: Staff | None) -> Treatment:
    treatment: Treatment = Treatment.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        external_id=visit.external_id,
        treated_at=visit.treated_at,
        regions=list(visit.regions),
        muscles=list(visit.muscles),
        condition=visit.condition,
        estim=visit.estim,
        therapist=visit.therapist,
        therapist_name=visit.therapist_name,
        visit_number=visit.visit_number,
        series_length=visit.series_length,
        next_visit_at=visit.next_visit_at,
        logged_at=at,
        logged_by=by,
    )
    return treatment


def _start(
    treatment: Treatment, version: ProtocolVersion, planned: list[tuple[Step, Slot]], at: datetime
) -> None:
    follow_up = FollowUp.objects.create(
        clinic_id=treatment.clinic_id,
        treatment=treatment,
        patient_id=treatment.patient_id,
        version=version,
        started_at=at,
    )
    PlannedMessage.objects.bulk_create(_row(follow_up, step, slot, at) for step, slot in planned)


def _row(follow_up: FollowUp, step: Step, slot: Slot, at: datetime) -> PlannedMessage:
    return PlannedMessage(
        clinic_id=follow_up.clinic_id,
        follow_up=follow_up,
        patient_id=follow_up.patient_id,
        step=step,
        kind=slot.kind,
        due_at=slot.due_at,
        expires_at=slot.expires_at,
        moved_because=slot.moved_because,
        state=PlannedState.SKIPPED if slot.left_out else PlannedState.PLANNED,
        reason=slot.left_out,
        settled_at=at if slot.left_out else None,
    )


def supersede(*, treatment: Treatment, at: datetime) -> None:
    """Cancel what older follow-ups would still say of a body that has been needled again."""
    rows = (
        PlannedMessage.objects.filter(
            patient=treatment.patient_id,
            follow_up__treatment__treated_at__lte=treatment.treated_at,
            due_at__gt=treatment.treated_at,
        )
        .exclude(follow_up__treatment=treatment)
        .exclude(step__stop_rule=StopRule.NONE)
    )
    if treatment.next_visit_at is None:
        # An appointment made earlier stands, as far as anybody has said.
        stands = Q(
            step__anchor=Anchor.NEXT_VISIT,
            follow_up__treatment__next_visit_at__gt=treatment.treated_at + SAME_VISIT,
        )
        rows = rows.exclude(stands)
    cancel(rows, reason="new_treatment", at=at)

"""What staff change of a patient by hand: where they are reached, and what they agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction

from followup.clinic import audit, consent, contacts, names
from followup.clinic.models import Channel, ContactPoint, Patient, Staff


class NotChanged(ValueError):
    """A change that was refused; the text says why, and who can make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """All that a person writes of a patient by hand; the names are those of the row."""

    first_name: str
    last_name: str
    language: str
    time_zone: str
    therapist: Staff | None
    anticoagulant: str
    preferred_channel: str
    neutral_words: bool
    notes: str


def describe(*, patient: Patient, facts: PatientFacts, at: datetime, by: Staff) -> list[str]:
    """Store what is written now; the names of what changed, which is all that the audit keeps."""
    with transaction.atomic():
        row: Patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        if row.is_gone:
            raise NotChanged("This record is a duplicate, or was erased. Nothing was changed.")
        told = {field.name: getattr(facts, field.name) for field in fields(facts)}
        changed = [name for name, value in told.items() if getattr(row, name) != value]
        if not changed:
            return []
        for name in changed:
            setattr(row, name, told[name])
        names.set_name(patient=row, first=facts.first_name, last=facts.last_name)
        row.save(update_fields=[*changed, "first_name", "last_name", "name_index"])
        _note("patient_changed", row, at=at, by=by, what=", ".join(changed))
        return changed


def reach_at(
    *, patient: Patient, channel: str, value: str, at: datetime, by: Staff
) -> ContactPoint:
    """Write to this phone or address from now on, before the patient's others.

    Raises PhoneError, ContactError, or NotChanged where somebody there has opted out.
    """
    stored = contacts.normal(channel=channel, value=value, country=patient.clinic.country)
    index = contacts.index_of(channel, stored)
    with transaction.atomic():
        there = contacts.of_index(clinic_id=patient.clinic_id, channel=channel, index=index)
        if _said_stop((other for other in there if other.pk != patient.pk), channel):
            raise NotChanged(
                "Whoever is reached there has opted out, and only they can undo it: "
                "by texting START."
            )
        point = contacts.add(patient=patient, channel=channel, value=stored)
        contacts.prefer(point=point)
        if point.unreachable_at:
            contacts.mend(point=point)
        _note("contact_added", patient, at=at, by=by, channel=str(channel), contact=point.pk)
        return point


def mend(*, point: ContactPoint, at: datetime, by: Staff) -> bool:
    """Use this phone or address again; nothing where it was in use."""
    if point.unreachable_at is None:
        return False
    with transaction.atomic():
        why = point.unreachable_reason
        contacts.mend(point=point)
        _note("contact_mended", point.patient, at=at, by=by, contact=point.pk, why=why)
        return True


def agree(*, patient: Patient, channel: str, at: datetime, by: Staff) -> bool:
    """Write down that the patient agreed to the clinic's wording; nothing where they had.

    Raises NotChanged where they opted out themselves.
    """
    with transaction.atomic():
        # A STOP that comes in at this moment holds the same row.
        locked = Patient.objects.select_for_update(of=("self",)).select_related("clinic")
        patient = locked.get(pk=patient.pk)
        if is_theirs_to_undo(patient=patient, channel=channel):
            raise NotChanged(
                "They opted out themselves, and only they can undo it: by texting START."
            )
        if consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]:
            return False
        wording = patient.clinic.consent_wording
        consent.grant(patient=patient, channel=channel, at=at, how="staff", by=by, wording=wording)
        _note("consent_granted", patient, at=at, by=by, channel=str(channel), how="staff")
        return True


def is_theirs_to_undo(*, patient: Patient, channel: str) -> bool:
    """Whether a STOP by text stands, theirs or of somebody who shares their phone.

    The provider keeps such a number closed until it texts START. An email's unsubscribe link
    closes nothing at the provider, and the confirmation says that staff may undo it.
    """
    own = patient.contact_points.filter(channel=channel).values("index")
    sharing = ContactPoint.objects.of(patient.clinic_id).filter(channel=channel, index__in=own)
    people = Patient.objects.filter(pk__in=sharing.values("patient"))
    return _said_stop([patient, *people], channel)


def _said_stop(patients: Iterable[Patient], channel: str) -> bool:
    if channel != Channel.SMS:
        return False
    ids = [patient.pk for patient in patients]
    return consent.said_stop(consent.ledger(patient_ids=ids), channel)


def _note(act: str, patient: Patient, *, at: datetime, by: Staff, **details: str | int) -> None:
    audit.record(
        clinic_id=patient.clinic_id,
        act=act,
        subject="patient",
        subject_id=patient.pk,
        at=at,
        by=by,
        details=details,
    )

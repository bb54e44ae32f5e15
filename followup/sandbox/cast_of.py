"""The patients of a clinic as the story needs them, and the phonebook of their phones."""

import json
from collections.abc import Mapping
from pathlib import Path

from followup.care.models import Kind, PlannedMessage
from followup.clinic import consent
from followup.clinic.models import Channel, Clinic, ContactPoint, Patient, Staff
from followup.sandbox.personas import Cast


def cast_of(clinic: Clinic) -> list[Cast]:
    """Everybody, by id, with the channel on which they will be written to."""
    patients = list(Patient.objects.of(clinic).order_by("pk"))
    texted = consent.standing(patient_ids=[p.pk for p in patients], channel=Channel.SMS)
    with_phone = set(
        ContactPoint.objects.of(clinic)
        .filter(channel=Channel.SMS)
        .values_list("patient", flat=True)
    )
    checked = set(
        PlannedMessage.objects.of(clinic)
        .filter(kind=Kind.SAFETY_CHECK)
        .values_list("patient", flat=True)
    )
    return [
        Cast(
            key=patient.pk,
            language=patient.language,
            by_email=not (texted[patient.pk] and patient.pk in with_phone),
            chest=patient.pk in checked,
        )
        for patient in patients
    ]


def write_phonebook(*, clinic: Clinic, path: Path) -> None:
    """Names for the page of phones: patients and staff, by number and by address."""
    book: dict[str, dict[str, str]] = {}
    for patient in Patient.objects.of(clinic).prefetch_related("contact_points").order_by("pk"):
        _enter(book, patient.full_name, {p.channel: p.value for p in patient.contact_points.all()})
    for staff in Staff.objects.filter(clinic=clinic):
        ways = {Channel.SMS.value: staff.phone, Channel.EMAIL.value: staff.email}
        _enter(book, f"{staff.name} (staff)", ways)
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")


def _enter(book: dict[str, dict[str, str]], name: str, ways: Mapping[str, str]) -> None:
    """Two who share a phone stand under it together; their mailboxes are the first one's."""
    number, address = ways.get(Channel.SMS, ""), ways.get(Channel.EMAIL, "")
    key = number or address
    if key in book:
        book[key]["name"] += f" and {name}"
    elif key:
        book[key] = {"name": name, "email": address}

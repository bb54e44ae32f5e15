"""The cast: Alice owns a clinic, Bob works there, Charlie works elsewhere and must see nothing."""

from datetime import UTC, datetime

import pytest

from followup.clinic import founding, names
from followup.clinic.models import Clinic, Patient, Role, Staff

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return NOON


@pytest.fixture
def alice(db: None, at: datetime) -> Staff:
    return founding.found(
        name="Peak PT",
        time_zone="America/Denver",
        telephone="719-555-0100",
        admin_name="Alice",
        admin_email="alice@peak.example.com",
        password="a long sentence to sign in with",
        at=at,
    ).admin


@pytest.fixture
def clinic(alice: Staff) -> Clinic:
    return alice.clinic


@pytest.fixture
def bob(clinic: Clinic) -> Staff:
    return Staff.objects.create_staff(
        clinic_id=clinic.pk, email="bob@peak.example.com", name="Bob", role=Role.THERAPIST
    )


@pytest.fixture
def charlie(db: None, at: datetime) -> Staff:
    return founding.found(
        name="Valley PT",
        time_zone="America/Denver",
        telephone="505-555-0100",
        admin_name="Charlie",
        admin_email="charlie@valley.example.com",
        password="another long sentence to sign in with",
        at=at,
    ).admin


@pytest.fixture
def grace(clinic: Clinic) -> Patient:
    return patient_of(clinic, "Grace", "O'Malley-Whitfield")


def patient_of(clinic: Clinic, first: str, last: str) -> Patient:
    patient = Patient(clinic=clinic)
    names.set_name(patient=patient, first=first, last=last)
    patient.save()
    return patient

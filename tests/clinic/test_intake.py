"""Patients taken in from another system's records."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from followup.clinic import consent, intake, names
from followup.clinic.intake import Intake, PatientFacts
from followup.clinic.models import Clinic, Consent, Patient, Staff

GRACE = PatientFacts(
    external_id="P-1",
    first_name="Grace",
    last_name="O'Malley",
    phone="719-555-0105",
    email="grace@example.com",
    language="es",
    anticoagulant="yes",
    consents={"sms": True, "email": None},
)


@pytest.fixture
def taken(clinic: Clinic, at: datetime) -> Intake:
    return _take(clinic, GRACE, at)


def _take(clinic: Clinic, facts: PatientFacts, at: datetime) -> Intake:
    return intake.take_in(clinic=clinic, facts=facts, at=at, how="import")


def test_a_new_patient_is_known_by_all_that_the_records_say(taken: Intake) -> None:
    patient = taken.patient
    assert (patient.full_name, patient.language, patient.anticoagulant) == (
        "Grace O'Malley",
        "es",
        "yes",
    )
    assert [point.value for point in taken.points] == ["+17195550105", "grace@example.com"]
    assert (taken.is_new, taken.channels) == (True, ("sms",))
    assert list(names.search(queryset=Patient.objects.all(), text="grace")) == [patient]


def test_only_what_was_agreed_to_stands_in_the_ledger(taken: Intake, at: datetime) -> None:
    line = Consent.objects.get()
    assert (line.channel, line.granted, line.at, line.how) == ("sms", True, at, "import")


def test_the_same_facts_again_change_nothing(taken: Intake, clinic: Clinic, at: datetime) -> None:
    again = _take(clinic, GRACE, at + timedelta(days=7))
    assert (again.patient, again.is_new) == (taken.patient, False)
    assert Consent.objects.count() == 1
    assert again.patient.contact_points.count() == 2


def test_what_the_records_leave_open_stays_as_it_was(
    taken: Intake, clinic: Clinic, at: datetime
) -> None:
    bare = PatientFacts(external_id="P-1", first_name="Grace", anticoagulant="unknown")
    patient = _take(clinic, bare, at).patient
    patient.refresh_from_db()
    assert (patient.language, patient.anticoagulant) == ("es", "yes")


def test_a_newer_no_ends_an_older_yes(taken: Intake, clinic: Clinic, at: datetime) -> None:
    later = at + timedelta(days=1)
    no = _take(clinic, replace(GRACE, consents={"sms": False}), later)
    assert no.channels == ()
    assert not consent.standing(patient_ids=[no.patient.pk], channel="sms")[no.patient.pk]


def test_an_older_yes_does_not_undo_a_newer_no(taken: Intake, clinic: Clinic, at: datetime) -> None:
    consent.revoke(patient=taken.patient, channel="sms", at=at + timedelta(days=1), how="staff")
    old = replace(GRACE, consent_at=at - timedelta(days=30))
    assert _take(clinic, old, at + timedelta(days=2)).channels == ()


def test_who_has_the_id_but_another_name_is_somebody_else(
    taken: Intake, clinic: Clinic, at: datetime
) -> None:
    other = replace(GRACE, first_name="Hank", last_name="Castillo")
    with pytest.raises(intake.SomebodyElse, match="another name"):
        _take(clinic, other, at)


def test_a_married_name_is_still_the_same_person(
    taken: Intake, clinic: Clinic, at: datetime
) -> None:
    married = replace(GRACE, last_name="Whitfield", phone="719-555-0199", email="")
    assert _take(clinic, married, at).patient == taken.patient


def test_two_of_one_name_on_one_phone_are_not_guessed_between(clinic: Clinic, at: datetime) -> None:
    for key in ("P-1", "P-2"):
        _take(clinic, replace(GRACE, external_id=key), at)
    third = _take(clinic, replace(GRACE, external_id=""), at)
    assert third.is_new


def test_charlies_patient_with_the_same_id_is_another(
    taken: Intake, charlie: Staff, at: datetime
) -> None:
    theirs = _take(charlie.clinic, GRACE, at)
    assert theirs.patient != taken.patient
    assert theirs.patient.clinic == charlie.clinic

"""Log a treatment: who, what was done, what will be sent, and three minutes to take it back."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine

from followup.care import regions
from followup.care.models import PlannedMessage, PlannedState, Protocol, Treatment
from followup.clinic.models import Clinic, Consent, ContactPoint, Patient, Staff
from tests.web.conftest import HTMX, Enter

NEW = "/treatments/new/"
PREVIEW = "/treatments/preview"
VISIT = {"regions": ["knee"], "treated_at": "2026-03-02T11:30"}
PERSON = {
    "patient": "new",
    "first_name": "Ana",
    "phone": "(719) 555 01 99",
    "language": "es",
    "anticoagulant": "no",
    "consent_sms": "on",
    "consent_on": "2026-03-02",
}


def test_a_patient_is_found_by_the_beginning_of_a_name(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    page = enter(bob).post("/treatments/new/patient", {"text": "lop"}).content.decode()
    assert f"{NEW}?patient={maria.pk}" in page


def test_a_patient_is_found_by_a_number_in_any_format(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    answer = enter(bob).post("/treatments/new/patient", {"text": "719.555.0111"}, headers=HTMX)
    assert "Maria Lopez" in answer.content.decode()


def test_the_patients_of_another_clinic_are_not_found(
    enter: Enter, charlie: Staff, maria: Patient
) -> None:
    browser = enter(charlie)
    for text in ("Maria", "719-555-0111"):
        page = browser.post("/treatments/new/patient", {"text": text}).content.decode()
        assert "Nobody is found" in page
    assert browser.get(f"{NEW}?patient={maria.pk}").status_code == HTTPStatus.NOT_FOUND
    log = browser.post(NEW, VISIT | {"patient": maria.pk})
    assert log.status_code == HTTPStatus.NOT_FOUND
    assert not Treatment.objects.exists()


def test_a_returning_patient_takes_a_region_and_one_press(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    answer = enter(bob).post(NEW, VISIT | {"patient": maria.pk}, follow=True)
    treatment = Treatment.objects.get()
    assert (treatment.patient, treatment.region, treatment.logged_by) == (maria, "knee", bob)
    assert treatment.treated_at == at - timedelta(minutes=30)
    page = answer.content.decode()
    assert "Check-in: how sore, any bruise" in page
    assert "You can take it back until" in page


def test_a_new_patient_is_stored_with_the_consent_and_its_wording(
    enter: Enter, bob: Staff, peak: Clinic
) -> None:
    peak.consent_wording = "I agree to texts."
    peak.save()
    enter(bob).post(NEW, VISIT | PERSON)
    ana = Treatment.objects.get().patient
    assert (ana.full_name, ana.language, ana.anticoagulant) == ("Ana", "es", "no")
    assert ContactPoint.objects.get(patient=ana).value == "+17195550199"
    line = Consent.objects.get(patient=ana)
    assert (line.channel, line.granted, line.how, line.by) == ("sms", True, "form", bob)
    assert line.wording == "I agree to texts."


def test_what_is_wrong_is_said_on_top_and_at_the_field_and_nothing_is_stored(
    enter: Enter, bob: Staff, peak: Clinic
) -> None:
    typed: dict[str, Any] = PERSON | {"phone": "719", "first_name": "", "treated_at": ""}
    page = enter(bob).post(NEW, typed).content.decode()
    for words in (
        "Write the first name that messages greet.",
        "Write all ten digits, area code first",
        "Choose at least one region.",
        "Write when the treatment was.",
    ):
        assert page.count(words) == 2
    assert 'value="719"' in page
    assert not Patient.objects.exists()


def test_each_region_that_treatments_know_is_a_box_and_a_part_of_the_map(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    page = enter(bob).get(f"{NEW}?patient={maria.pk}").content.decode()
    assert set(re.findall(r'name="regions" value="(\w+)"', page)) == set(regions.REGIONS)
    assert set(re.findall(r'data-region="(\w+)"', page)) == set(regions.REGIONS)


def test_each_region_of_the_form_is_listed_by_a_shipped_protocol(peak: Clinic) -> None:
    listed = {region for protocol in Protocol.objects.of(peak) for region in protocol.regions}
    assert set(regions.REGIONS) - listed == set()


@pytest.mark.parametrize(
    "typed", ["719 555 0199", "(719) 555-0199", "1.719.555.0199", "+1 719 555 0199", "7195550199"]
)
def test_a_phone_may_be_typed_in_any_format(
    enter: Enter, bob: Staff, peak: Clinic, typed: str
) -> None:
    enter(bob).post(NEW, VISIT | PERSON | {"phone": typed})
    assert ContactPoint.objects.get().value == "+17195550199"


def test_what_is_folded_away_stands_open_where_it_holds_a_fault(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    folded = VISIT | {"patient": maria.pk}
    assert "<details>" in enter(bob).get(NEW, folded).content.decode()
    wrong = folded | {"visit_number": "4", "series_length": "3"}
    page = enter(bob).post(NEW, wrong).content.decode()
    assert "<details open>" in page
    assert page.count("Visit 4 cannot be one of 3.") == 2


def test_a_treatment_still_to_come_is_refused(enter: Enter, bob: Staff, maria: Patient) -> None:
    late = VISIT | {"patient": maria.pk, "treated_at": "2026-03-03T11:30"}
    assert "still to come" in enter(bob).post(NEW, late).content.decode()
    assert not Treatment.objects.exists()


def test_the_next_visit_comes_after_the_treatment(enter: Enter, bob: Staff, maria: Patient) -> None:
    before = VISIT | {"patient": maria.pk, "next_visit_at": "2026-03-01T11:30"}
    assert "comes after the treatment" in enter(bob).post(NEW, before).content.decode()


def test_the_same_patient_twice_within_half_a_day_asks_first(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    browser = enter(bob)
    browser.post(NEW, VISIT | {"patient": maria.pk})
    asked = browser.post(NEW, VISIT | {"patient": maria.pk}).content.decode()
    assert "is logged already" in asked
    assert Treatment.objects.count() == 1
    browser.post(NEW, VISIT | {"patient": maria.pk, "again": "on"})
    assert Treatment.objects.count() == 2


def test_a_new_patient_sent_twice_is_one_patient_with_one_treatment(
    enter: Enter, bob: Staff, peak: Clinic
) -> None:
    browser = enter(bob)
    browser.post(NEW, VISIT | PERSON)
    browser.post(NEW, VISIT | PERSON)
    assert (Patient.objects.count(), Treatment.objects.count()) == (1, 1)


def test_the_preview_tells_what_when_and_why_and_stores_nothing(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    told = VISIT | {"patient": maria.pk}
    page = enter(bob).post(PREVIEW, told, headers=HTMX).content.decode()
    assert "Check-in: how sore, any bruise" in page
    assert "Tue, Mar 3, 11:30 AM" in page
    assert "no next visit is known" in page.lower()
    assert "Hi Maria, how sore is the treated area today?" in page
    assert "<html" not in page
    assert not Treatment.objects.exists()


def test_the_preview_is_in_the_patients_own_time(enter: Enter, bob: Staff, peak: Clinic) -> None:
    told = VISIT | PERSON | {"phone": "", "email": "ana@example.com"}
    there = told | {"time_zone": "America/New_York"}
    page = enter(bob).post(PREVIEW, there, headers=HTMX).content.decode()
    assert "Tue, Mar 3, 1:30 PM" in page
    assert "New York" in page


def test_the_preview_speaks_the_patients_language(enter: Enter, bob: Staff, peak: Clinic) -> None:
    page = enter(bob).post(PREVIEW, VISIT | PERSON, headers=HTMX).content.decode()
    assert "Hola, Ana. ¿Qué tanto le duele" in page


def test_an_email_is_previewed_as_it_will_read_and_folded(
    enter: Enter, bob: Staff, peak: Clinic
) -> None:
    by_email = {"phone": "", "email": "ana@example.com", "consent_email": "on", "language": "en"}
    page = enter(bob).post(PREVIEW, VISIT | PERSON | by_email, headers=HTMX).content.decode()
    assert "<strong>A message from Peak PT</strong>" in page
    assert "What is normal" in page
    assert "**" not in page
    assert "reply above this line" not in page
    assert page.count("<details") == page.count("Hi Ana,") // 2


def test_the_preview_works_without_javascript(enter: Enter, bob: Staff, maria: Patient) -> None:
    page = enter(bob).post(PREVIEW, VISIT | {"patient": maria.pk}).content.decode()
    assert "<html" in page
    assert "Tue, Mar 3, 11:30 AM" in page
    assert "There is a problem" not in page


def test_the_preview_says_where_nothing_can_be_sent(enter: Enter, bob: Staff, peak: Clinic) -> None:
    without = {key: value for key, value in PERSON.items() if key != "consent_sms"}
    page = enter(bob).post(PREVIEW, VISIT | without, headers=HTMX).content.decode()
    assert "Nothing will be sent" in page


def test_a_half_filled_form_is_previewed_without_scolding(
    enter: Enter, bob: Staff, peak: Clinic
) -> None:
    page = enter(bob).post(PREVIEW, {"patient": "new"}, headers=HTMX).content.decode()
    assert "Choose the regions" in page


def test_a_treatment_is_taken_back_within_three_minutes(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    browser = enter(bob)
    browser.post(NEW, VISIT | {"patient": maria.pk})
    treatment = Treatment.objects.get()
    page = browser.post(f"/treatments/{treatment.pk}/undo", follow=True).content.decode()
    assert "Nothing of it will be sent" in page
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_after_three_minutes_it_is_told_what_to_do_instead(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    browser = enter(bob)
    browser.post(NEW, VISIT | {"patient": maria.pk})
    treatment = Treatment.objects.get()
    with time_machine.travel(at + timedelta(minutes=4), tick=False):
        page = browser.post(f"/treatments/{treatment.pk}/undo").content.decode()
    assert "The three minutes are over" in page
    treatment.refresh_from_db()
    assert treatment.undone_at is None


def test_a_viewer_and_a_stranger_log_and_see_nothing(
    enter: Enter, bob: Staff, vera: Staff, charlie: Staff, maria: Patient
) -> None:
    enter(bob).post(NEW, VISIT | {"patient": maria.pk})
    address = f"/treatments/{Treatment.objects.get().pk}/"
    assert enter(vera).post(NEW, VISIT | {"patient": maria.pk}).status_code == HTTPStatus.FORBIDDEN
    assert enter(charlie).get(address).status_code == HTTPStatus.NOT_FOUND
    assert enter(charlie).post(f"{address}undo").status_code == HTTPStatus.NOT_FOUND

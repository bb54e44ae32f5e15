"""Merging two records from the pages."""

from datetime import datetime
from http import HTTPStatus

import pytest

from followup.clinic import contacts
from followup.clinic.models import Channel, Clinic, Patient, Staff
from tests.cast import patient_of
from tests.engine import treated
from tests.web.conftest import Enter


@pytest.fixture
def twin(peak: Clinic, maria: Patient) -> Patient:
    patient = patient_of(peak, "Mary", "Lopez")
    contacts.add(patient=patient, channel=Channel.SMS, value="719-555-0111")
    return patient


def test_the_same_number_is_suggested_and_the_preview_tells_all(
    enter: Enter, bob: Staff, maria: Patient, twin: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    treated(twin, at=at)
    browser = enter(bob)
    assert "Mary Lopez" in browser.get(f"/patients/{maria.pk}/duplicates").content.decode()
    page = browser.get(f"/patients/{maria.pk}/merge?other={twin.pk}").content.decode()
    for words in ("Mary Lopez", "1 treatments", "Both follow the same visit", "cannot be taken"):
        assert words in page
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_after_the_merge_the_duplicate_leads_to_the_one_record(
    enter: Enter, bob: Staff, maria: Patient, twin: Patient
) -> None:
    browser = enter(bob)
    answer = browser.post(f"/patients/{maria.pk}/merge", {"other": twin.pk}, follow=True)
    assert "Merged." in answer.content.decode()
    answer = browser.get(f"/patients/{twin.pk}/")
    assert answer["Location"] == f"/patients/{maria.pk}/"
    page = browser.post("/patients/", {"text": "mary lopez"}).content.decode()
    assert f"/patients/{maria.pk}/" in page
    assert f"/patients/{twin.pk}/" not in page


def test_nobody_merges_into_another_clinic(
    enter: Enter, bob: Staff, charlie: Staff, vera: Staff, maria: Patient
) -> None:
    other = patient_of(charlie.clinic, "Maria", "Lopez")
    answer = enter(bob).post(f"/patients/{maria.pk}/merge", {"other": other.pk})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    answer = enter(vera).post(f"/patients/{maria.pk}/merge", {"other": maria.pk})
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("other", ["", "x", "-1", "{same}"])
def test_nonsense_for_the_other_is_no_crash(
    enter: Enter, bob: Staff, maria: Patient, other: str
) -> None:
    named = other.format(same=maria.pk)
    answer = enter(bob).post(f"/patients/{maria.pk}/merge", {"other": named}, follow=True)
    assert answer.status_code == HTTPStatus.OK

"""Taking a patient's record out, and erasing it: for admins, by name and password."""

import json
import zipfile
from datetime import datetime
from http import HTTPStatus
from io import BytesIO

import pytest
from django.test import Client

from followup.clinic.models import AuditEvent, Patient, Staff
from tests.web.conftest import Enter, Wait

PASSWORD = "a long sentence to sign in with"


@pytest.fixture
def freshly(now: datetime, alice: Staff) -> Client:
    """Alice, who has just typed her password."""
    client = Client()
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_file_holds_what_was_said_and_leaves_a_trace(
    enter: Enter, alice: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria, "about a 4 today")
    answer = enter(alice).post(f"/patients/{maria.pk}/export")
    assert "Maria" not in answer["Content-Disposition"]
    archive = zipfile.ZipFile(BytesIO(answer.content))
    told = json.loads(archive.read("patient.json"))
    assert told["patient"]["first_name"] == "Maria"
    assert told["replies"][0]["words"] == "about a 4 today"
    assert told["contact_points"][0]["value"] == "+17195550111"
    assert "about a 4 today" in archive.read("patient.html").decode()
    assert AuditEvent.objects.get(act="patient_exported").by == alice


def test_only_an_admin_takes_it_or_erases_it(enter: Enter, bob: Staff, maria: Patient) -> None:
    browser = enter(bob)
    for address in (f"/patients/{maria.pk}/export", f"/patients/{maria.pk}/erasure"):
        assert browser.post(address).status_code == HTTPStatus.FORBIDDEN
    assert "Erase" not in browser.get(f"/patients/{maria.pk}/").content.decode()


def test_the_name_is_typed_and_then_it_is_gone(freshly: Client, maria: Patient) -> None:
    address = f"/patients/{maria.pk}/erasure"
    assert "This is another name" in freshly.post(address, {"name": "Mario"}).content.decode()
    answer = freshly.post(address, {"name": "maria  LOPEZ"}, follow=True)
    assert "Erased." in answer.content.decode()
    page = freshly.get(f"/patients/{maria.pk}/").content.decode()
    assert "Lopez" not in page
    assert "Erased" in page
    assert "Nobody is found" in freshly.post("/patients/", {"text": "lopez"}).content.decode()
    assert "Nobody is found" in freshly.post("/patients/", {"text": "7195550111"}).content.decode()


def test_without_the_password_of_late_nothing_is_erased(
    enter: Enter, alice: Staff, maria: Patient
) -> None:
    answer = enter(alice).post(f"/patients/{maria.pk}/erasure", {"name": "Maria Lopez"})
    assert answer.status_code == HTTPStatus.FOUND
    assert "reauthenticate" in answer["Location"]
    maria.refresh_from_db()
    assert maria.erased_at is None


def test_nobody_is_logged_for_an_erased_record(freshly: Client, maria: Patient) -> None:
    freshly.post(f"/patients/{maria.pk}/erasure", {"name": "Maria Lopez"})
    answer = freshly.get(f"/treatments/new/?patient={maria.pk}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    answer = freshly.get(f"/patients/{maria.pk}/edit")
    assert answer.status_code == HTTPStatus.FOUND

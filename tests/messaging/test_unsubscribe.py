"""The link in an email: looking changes nothing, pressing ends the emails at once."""

from datetime import datetime

import pytest
from django.test import Client

from followup.clinic import consent
from followup.clinic.models import Channel, Clinic, Language, Patient
from followup.messaging import links
from followup.messaging.models import Message, Status
from tests.engine import reachable
from tests.messaging.calls import message_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(peak: Clinic, at: datetime) -> Patient:
    return reachable(
        peak, "Grace", "Okafor", email="grace@example.com", number="+17205550191", at=at
    )


def path_of(patient: Patient) -> str:
    return "/u/" + links.unsubscribe_url(patient.pk).partition("/u/")[2]


def agrees(patient: Patient, channel: str = Channel.EMAIL) -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_changes_nothing(mailed: Patient, method: str) -> None:
    answer = getattr(Client(), method)(path_of(mailed))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert agrees(mailed)


def test_a_mail_program_unsubscribes_with_one_click(mailed: Patient, at: datetime) -> None:
    waiting = message_to(
        mailed, clinic=mailed.clinic, at=at, channel=Channel.EMAIL, status=Status.QUEUED
    )
    answer = Client(enforce_csrf_checks=True).post(
        path_of(mailed),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert (agrees(mailed), agrees(mailed, Channel.SMS)) == (False, True)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (Status.FAILED, "opted_out")
    assert Message.objects.count() == 1, "nothing is sent to confirm it"


def test_the_button_does_the_same_and_twice_is_once(mailed: Patient) -> None:
    for _ in range(2):
        assert Client().post(path_of(mailed)).status_code == 200
    assert not agrees(mailed)
    assert mailed.consents.filter(granted=False).count() == 1
    assert mailed.consents.get(granted=False).how == "unsubscribe"


def test_others_at_the_same_address_go_on_getting_theirs(mailed: Patient, at: datetime) -> None:
    twin = reachable(mailed.clinic, "Ann", "Okafor", email="grace@example.com", at=at)
    Client().post(path_of(mailed))
    assert agrees(twin)


def test_the_page_speaks_the_patients_language_and_names_the_clinic(mailed: Patient) -> None:
    mailed.language = Language.ES
    mailed.save()
    page = Client().get(path_of(mailed)).content.decode()
    assert 'lang="es"' in page
    assert "Peak PT" in page
    assert "correos" in page
    assert "Grace" not in page


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsImVtYWlsIl0:1:x", "é"])
def test_a_forged_link_leads_nowhere(mailed: Patient, token: str) -> None:
    assert Client().get(f"/u/{token}").status_code == 404
    assert Client().post(f"/u/{token}").status_code == 404
    assert agrees(mailed)


def test_the_link_of_one_patient_is_not_that_of_another(mailed: Patient, at: datetime) -> None:
    path = path_of(mailed)
    other = reachable(mailed.clinic, "Ida", "Moss", email="ida@example.com", at=at)
    body, _, signature = path.rpartition(":")
    theirs = path_of(other).rpartition(":")[0]
    assert Client().post(f"{theirs}:{signature}").status_code == 404
    assert agrees(other)
    assert body != theirs

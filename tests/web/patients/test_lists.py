"""All patients page by page, those of one kind, and those to call."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from followup.care import planning
from followup.clinic import consent, contacts
from followup.clinic.models import Channel, Clinic, ContactPoint, Patient, Staff
from followup.replies.models import ItemKind, Rank, ReviewItem
from followup.web.patients import browsing
from tests.cast import patient_of
from tests.engine import treated
from tests.web.conftest import Enter


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "PAGE", 3)


def _names(browser: Client, address: str) -> list[str]:
    context: Any = browser.get(address).context
    return [patient.first_name for patient in context["listed"].patients]


def test_every_patient_stands_on_one_page_and_on_one_only(
    enter: Enter, bob: Staff, clinic: Clinic, few: None
) -> None:
    made = [patient_of(clinic, f"P{n}", "Ray").first_name for n in range(8)]
    browser, address, seen = enter(bob), "/patients/all/", list[str]()
    while address:
        seen += _names(browser, address)
        following = browser.get(address).context["listed"].following
        address = f"/patients/all/?before={following}" if following else ""
    assert seen == made[::-1]


def test_a_patient_who_is_added_meanwhile_moves_nobody(
    enter: Enter, bob: Staff, clinic: Clinic, few: None
) -> None:
    for n in range(5):
        patient_of(clinic, f"P{n}", "Ray")
    browser = enter(bob)
    following = browser.get("/patients/all/").context["listed"].following
    patient_of(clinic, "New", "Ray")
    assert _names(browser, f"/patients/all/?before={following}") == ["P1", "P0"]


def test_those_of_one_kind(
    enter: Enter, bob: Staff, peak: Clinic, maria: Patient, at: datetime
) -> None:
    ann, ben, cid = (patient_of(peak, name, "Ray") for name in ("Ann", "Ben", "Cid"))
    treated(ann, at=at)
    for patient in (ben, cid):
        consent.grant(patient=patient, channel=Channel.SMS, at=at, how="form")
        consent.revoke(patient=patient, channel=Channel.SMS, at=at, how="keyword")
    consent.grant(patient=cid, channel=Channel.SMS, at=at, how="keyword")
    contacts.add(patient=cid, channel=Channel.SMS, value="719-555-0142")
    ContactPoint.objects.filter(patient=cid).update(unreachable_at=at, unreachable_reason="30005")
    browser = enter(bob)
    assert _names(browser, "/patients/all/?show=followed") == ["Ann"]
    assert _names(browser, "/patients/all/?show=opted_out") == ["Ben"]
    assert _names(browser, "/patients/all/?show=unreachable") == ["Cid"]
    planning.cancel_for_patient(patient_ids=[ann.pk], reason="opted_out", at=at)
    assert "There is nobody here" in browser.get("/patients/all/?show=followed").content.decode()


@pytest.mark.parametrize("key", ["-1", "x", "9" * 30, "²"])
def test_a_key_that_makes_no_sense_is_no_crash(
    enter: Enter, bob: Staff, maria: Patient, key: str
) -> None:
    assert enter(bob).get(f"/patients/all/?before={key}&show={key}").status_code == 200


def test_nobody_of_another_clinic_is_listed(enter: Enter, charlie: Staff, maria: Patient) -> None:
    for kind in browsing.Those:
        assert _names(enter(charlie), f"/patients/all/?show={kind}") == []


def test_who_did_not_answer_is_listed_with_their_number(
    enter: Enter, bob: Staff, charlie: Staff, vera: Staff, maria: Patient, at: datetime
) -> None:
    ReviewItem.objects.create(
        clinic_id=maria.clinic_id,
        patient=maria,
        kind=ItemKind.SILENT,
        rank=Rank.ATTENTION,
        waiting_since=at,
        reasons=[["silent:1", "no answer to the check-in, nor to the nudge"]],
    )
    page = enter(bob).get("/patients/to-call/").content.decode()
    for words in ("Maria Lopez", "tel:+17195550111", "nor to the nudge", "Write down the call"):
        assert words in page
    assert "Write down the call" not in enter(vera).get("/patients/to-call/").content.decode()
    assert "Nobody is to be called" in enter(charlie).get("/patients/to-call/").content.decode()

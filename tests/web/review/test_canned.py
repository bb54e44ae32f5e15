"""Canned replies: shipped in both languages, changed by an admin for their own clinic alone."""

from http import HTTPStatus

import pytest

from followup.clinic.models import Patient, Staff
from followup.messaging import sms
from followup.replies import canned
from followup.replies.models import CannedReply
from tests.web.conftest import Enter

WORDS = {"language": "en", "title": "Ice it", "body": "Ice it, {{ first_name }}."}


def test_the_shipped_ones_stand_in_both_languages_and_fit_two_texts(maria: Patient) -> None:
    offered = canned.for_patient(maria)
    by_language = {
        language: {each.slug for each in offered if each.language == language}
        for language in ("en", "es")
    }
    assert by_language["en"] == by_language["es"]
    costs = {each.slug: sms.count(each.body).segments for each in offered if each.language == "en"}
    assert max(costs.values()) <= 2


def test_in_the_patients_language_first(maria: Patient) -> None:
    maria.language = "es"
    assert canned.for_patient(maria)[0].language == "es"


def test_an_admin_writes_one_and_changes_a_shipped_one(
    enter: Enter, alice: Staff, maria: Patient
) -> None:
    browser = enter(alice)
    browser.post("/review/canned/", WORDS)
    browser.post("/review/canned/", {**WORDS, "slug": "bruise", "title": "Bruised"})
    offered = {each.slug: each for each in canned.for_patient(maria) if each.language == "en"}
    assert offered["ice-it"].body == "Ice it, Maria."
    assert offered["bruise"].title == "Bruised"
    browser.post("/review/canned/", {**WORDS, "slug": "bruise", "hidden": "on"})
    assert "bruise" not in {e.slug for e in canned.for_patient(maria) if e.language == "en"}


@pytest.mark.parametrize("body", ["", "{{ diagnosis }}", "{% for a in b %}", "x" * 601])
def test_words_that_cannot_be_used_are_refused_and_come_back(
    enter: Enter, alice: Staff, body: str
) -> None:
    page = enter(alice).post("/review/canned/", {**WORDS, "body": body}).content.decode()
    assert "There is a problem" in page
    assert not CannedReply.objects.exists()


def test_another_clinic_has_its_own(enter: Enter, alice: Staff, charlie: Staff) -> None:
    enter(alice).post("/review/canned/", WORDS)
    assert "Ice it" not in enter(charlie).get("/review/canned/").content.decode()


def test_a_therapist_uses_them_and_does_not_change_them(enter: Enter, bob: Staff) -> None:
    assert enter(bob).post("/review/canned/", WORDS).status_code == HTTPStatus.FORBIDDEN

"""Changing a patient's name, language and wishes; and what follows from them."""

from datetime import datetime
from typing import Any

import pytest

from followup.care.models import PlannedMessage
from followup.clinic.models import AuditEvent, Patient, Staff
from followup.clinic.upkeep import NotChanged, PatientFacts, describe
from followup.messaging import due, facts
from tests.engine import treated
from tests.web.conftest import Enter


def _told(**more: str) -> dict[str, str]:
    return {"first_name": "María", "last_name": "López Ruiz", "language": "es",
            "anticoagulant": "yes", **more}  # fmt: skip


def test_a_new_name_and_language_are_kept_and_found(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    browser = enter(bob)
    told = _told(therapist=str(bob.pk), notes="Prefers mornings", preferred_channel="email")
    page = browser.post(f"/patients/{maria.pk}/edit", told, follow=True).content.decode()
    for words in ("Saved.", "María López Ruiz", "Español", "Prefers mornings", "Bob"):
        assert words in page
    assert f"/patients/{maria.pk}/" in browser.post("/patients/", {"text": "ruiz"}).content.decode()


def test_the_audit_says_what_changed_and_never_the_words(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    enter(bob).post(f"/patients/{maria.pk}/edit", _told(notes="a secret"))
    noted = AuditEvent.objects.get(act="patient_changed")
    assert (noted.by, noted.subject_id) == (bob, maria.pk)
    assert "notes" in noted.details["what"]
    assert "secret" not in str(noted.details)
    assert "Ruiz" not in str(noted.details)


def test_what_is_wrong_is_said_and_nothing_is_saved(
    enter: Enter, bob: Staff, charlie: Staff, maria: Patient
) -> None:
    browser = enter(bob)
    for wrong in (
        {"first_name": ""},
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"therapist": str(charlie.pk)},
        {"notes": "x" * 4001},
        {"first_name": "x" * 81},
    ):
        page = browser.post(f"/patients/{maria.pk}/edit", _told(**wrong)).content.decode()
        assert "There is a problem" in page
    maria.refresh_from_db()
    assert maria.first_name == "Maria"


def test_saving_what_stands_already_changes_nothing(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    browser = enter(bob)
    browser.post(f"/patients/{maria.pk}/edit", _told())
    answer = browser.post(f"/patients/{maria.pk}/edit", _told(), follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert AuditEvent.objects.filter(act="patient_changed").count() == 1


def test_the_channel_that_they_prefer_is_tried_first(maria: Patient, at: datetime) -> None:
    treated(maria, at=at)
    Patient.objects.filter(pk=maria.pk).update(preferred_channel="email")
    rows = due.read(ids=[PlannedMessage.objects.latest("due_at").pk])
    known = facts.gather(rows=rows, at=at)
    rows[0].step.channels = ["sms", "email"]
    ways = facts.facts_of(rows[0], known=known, at=at).ways
    assert [way.channel for way in ways] == ["email", "sms"]


@pytest.mark.django_db
def test_an_erased_record_stays_as_it_is(maria: Patient, bob: Staff, at: datetime) -> None:
    Patient.objects.filter(pk=maria.pk).update(erased_at=at, name_index=[], notes="")
    told: dict[str, Any] = {"time_zone": "", "therapist": None, "preferred_channel": ""}
    facts_told = PatientFacts(**{**_told(), **told, "neutral_words": False, "notes": ""})
    with pytest.raises(NotChanged):
        describe(patient=maria, facts=facts_told, at=at, by=bob)

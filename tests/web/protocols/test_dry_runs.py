"""The page of the dry run, and its file."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

import pytest

from followup.care.models import PlannedMessage
from followup.clinic import consent
from followup.clinic.models import AuditEvent, Channel, Patient, Staff
from tests.engine import treated
from tests.web.conftest import Enter


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_tomorrow_shows_who_gets_what_when_and_where(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    page = text(enter(bob).get("/protocols/dry-run"))
    assert "Tuesday, March 3: 1 message would go" in page
    for words in ("Maria Lopez", "11:30 AM", "Check-in", "•••-•••-0111"):
        assert words in page
    assert "719" not in page
    assert AuditEvent.objects.filter(act="viewed", subject="dry_run").exists()


def test_who_would_be_skipped_stands_there_with_the_reason(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    consent.revoke(patient=maria, channel=Channel.SMS, at=at, how="keyword")
    page = text(enter(bob).get("/protocols/dry-run"))
    assert "0 messages would go" in page
    assert "1 would be skipped: the patient wants no messages" in page
    assert PlannedMessage.objects.filter(state="planned").exists()


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-17", "tomorrow", ""])
def test_a_day_that_cannot_be_foreseen_is_asked_again(enter: Enter, bob: Staff, day: str) -> None:
    page = enter(bob).get(f"/protocols/dry-run?day={day}")
    assert page.status_code == HTTPStatus.OK
    assert text(page).count("Choose ") >= 2


def test_a_day_without_anything_says_so(enter: Enter, bob: Staff) -> None:
    page = text(enter(bob).get("/protocols/dry-run?day=2026-03-10"))
    assert "Nothing is planned for this day." in page


def test_the_file_names_patients_by_number_and_masks_where_it_goes(
    enter: Enter, alice: Staff, bob: Staff, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    answer = enter(alice).get("/protocols/dry-run.csv?day=2026-03-03")
    (head, line) = answer.content.decode().removeprefix("\ufeff").splitlines()
    assert head == "time,patient,message,outcome,channel,to,why"
    assert line == f"2026-03-03T11:30-07:00,{maria.pk},check_in,send,sms,•••-•••-0111,"
    refused = enter(bob).get("/protocols/dry-run.csv?day=2026-03-03")
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_another_clinics_patients_are_not_in_it(
    enter: Enter, charlie: Staff, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    assert "Maria" not in text(enter(charlie).get("/protocols/dry-run"))

"""Skipping, moving and hurrying what is planned, from the patient's page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic import consent
from followup.clinic.models import Patient, Staff
from tests.engine import treated
from tests.web.conftest import Enter

Press = Callable[..., str]


@pytest.fixture
def row(maria: Patient, at: datetime) -> PlannedMessage:
    """Tomorrow's check-in, at 11:30 in Denver."""
    treated(maria, at=at)
    found: PlannedMessage = PlannedMessage.objects.filter(kind=Kind.CHECK_IN).earliest("due_at")
    return found


@pytest.fixture
def press(enter: Enter, bob: Staff, row: PlannedMessage) -> Press:
    """What the page says after a button of that message."""
    browser: Client = enter(bob)

    def pressed(act: str, **fields: str) -> str:
        told = {f"{act}-{row.pk}-{name}": value for name, value in fields.items()}
        answer = browser.post(f"/planned/{row.pk}/{act}", told, follow=True)
        assert answer.status_code == HTTPStatus.OK
        row.refresh_from_db()
        return answer.content.decode()

    return pressed


def test_a_skip_stays_on_the_page_with_its_reason_and_its_undo(
    press: Press, row: PlannedMessage
) -> None:
    page = press("skip", why="staff_spoke")
    assert row.state == PlannedState.CANCELLED
    assert "Skipped by Bob: staff spoke with the patient instead." in page
    assert f"/planned/{row.pk}/undo" in page
    page = press("undo")
    assert row.state == PlannedState.PLANNED
    assert "Taken back" in page
    assert f"/planned/{row.pk}/undo" not in page


def test_a_skip_without_a_reason_says_so_on_top_and_at_the_message(
    press: Press, row: PlannedMessage
) -> None:
    page = press("skip")
    assert page.count("Say why it is skipped.") >= 2
    assert row.state == PlannedState.PLANNED


def test_a_new_time_is_meant_on_the_patients_clock(
    press: Press, row: PlannedMessage, maria: Patient
) -> None:
    maria.time_zone = "America/New_York"
    maria.save()
    page = press("move", to="2026-03-03T15:30")
    assert row.due_at == datetime.fromisoformat("2026-03-03T15:30-05:00")
    assert "now goes Tue, Mar 3, 3:30 PM" in page
    assert "Moved by Bob from" in page


def test_a_time_at_night_is_refused_and_the_next_one_offered(
    press: Press, row: PlannedMessage
) -> None:
    before = row.due_at
    page = press("move", to="2026-03-03T06:00")
    assert "before the hours for messages" in page
    assert 'value="2026-03-03T09:00"' in page
    assert row.due_at == before


@pytest.mark.parametrize(
    "to", ["", "soon", "2026-02-30T10:00", "9999-12-31T23:59", "0001-01-01T00:00"]
)
def test_nonsense_for_a_time_is_no_crash(press: Press, row: PlannedMessage, to: str) -> None:
    before = row.due_at
    assert "There is a problem" in press("move", to=to)
    assert row.due_at == before


def test_what_is_sent_now_is_due_at_once(press: Press, row: PlannedMessage, at: datetime) -> None:
    assert "On its way" in press("send-now")
    assert row.due_at == at
    assert "On its way" in press("send-now") or row.state != PlannedState.PLANNED


def test_after_a_stop_nothing_can_be_hurried(
    press: Press, row: PlannedMessage, maria: Patient, at: datetime
) -> None:
    consent.revoke(patient=maria, channel="sms", at=at, how="keyword")
    assert "the patient wants no messages" in press("send-now")
    assert row.due_at > at


def test_what_went_out_meanwhile_is_said_to_have_gone(
    press: Press, row: PlannedMessage, at: datetime
) -> None:
    PlannedMessage.objects.filter(pk=row.pk).update(state=PlannedState.DONE, settled_at=at)
    for act, fields in (("skip", {"why": "staff_spoke"}), ("move", {"to": "2026-03-03T15:30"})):
        assert "gone out already" in press(act, **fields)


def test_a_viewer_may_look_but_not_touch(
    enter: Enter, vera: Staff, row: PlannedMessage, maria: Patient
) -> None:
    browser = enter(vera)
    assert f"/planned/{row.pk}/" not in browser.get(f"/patients/{maria.pk}/").content.decode()
    answer = browser.post(f"/planned/{row.pk}/skip", {f"skip-{row.pk}-why": "staff_spoke"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_what_was_skipped_long_ago_is_not_still_to_be_sent(
    press: Press, row: PlannedMessage, at: datetime, enter: Enter, bob: Staff
) -> None:
    press("skip", why="staff_spoke")
    PlannedMessage.objects.filter(pk=row.pk).update(
        due_at=at - timedelta(days=3), expires_at=at - timedelta(days=2)
    )
    page = enter(bob).get(f"/patients/{row.patient_id}/").content.decode()
    assert "Skipped by Bob" not in page

"""A next visit that becomes known, moves or is called off after the treatment was logged."""

from datetime import datetime

import pytest

from followup.care import planning
from followup.care.models import FollowUp, PlannedMessage, PlannedState, Treatment
from followup.clinic.models import AuditEvent, Staff
from tests.care.conftest import Log, Look
from tests.care.stops import local


@pytest.fixture
def treatment(log: Log) -> Treatment:
    return log("03-02 10:00", visit_number=1, series_length=3)


def book(treatment: Treatment, visit: str | None, at: str = "03-04 12:00") -> None:
    next_visit_at = local(visit) if visit else None
    planning.book(treatment=treatment, next_visit_at=next_visit_at, at=local(at))


def reminder(treatment: Treatment) -> datetime:
    row = PlannedMessage.objects.get(follow_up__treatment=treatment, kind="next_visit")
    due: datetime = row.due_at
    return due


def test_a_booked_patient_is_reminded_and_no_longer_invited(
    treatment: Treatment, look: Look, bob: Staff
) -> None:
    assert look(treatment)["booking"] == "planned"
    planning.book(
        treatment=treatment, next_visit_at=local("03-11 15:00"), at=local("03-04 12:00"), by=bob
    )
    assert look(treatment)["booking"] == "skipped booked"
    assert look(treatment)["next_visit"] == "planned"
    assert reminder(treatment) == local("03-09 15:00")
    assert AuditEvent.objects.get(act="treatment.booked").by == bob


def test_what_does_not_hang_on_the_visit_stays(treatment: Treatment, look: Look) -> None:
    before = list(PlannedMessage.objects.filter(kind="check_in").values())
    book(treatment, "03-11 15:00")
    assert list(PlannedMessage.objects.filter(kind="check_in").values()) == before


def test_a_visit_that_moves_takes_its_reminder_along(treatment: Treatment) -> None:
    book(treatment, "03-11 15:00")
    book(treatment, "03-12 10:00")
    assert reminder(treatment) == local("03-10 10:00")


def test_a_visit_called_off_invites_again(treatment: Treatment, look: Look) -> None:
    book(treatment, "03-11 15:00")
    book(treatment, None)
    assert look(treatment)["next_visit"] == "skipped no_next_visit"
    assert look(treatment)["booking"] == "planned"


def test_a_reminder_that_went_out_is_not_sent_again(treatment: Treatment, look: Look) -> None:
    book(treatment, "03-11 15:00")
    PlannedMessage.objects.filter(kind="next_visit").update(
        state=PlannedState.DONE, settled_at=local("03-09 15:00")
    )
    book(treatment, "03-13 15:00", "03-10 10:00")
    assert look(treatment)["next_visit"] == "done"


def test_a_finished_follow_up_goes_on_for_the_reminder(treatment: Treatment) -> None:
    PlannedMessage.objects.filter(state="planned").update(
        state=PlannedState.DONE, settled_at=local("03-07 10:00")
    )
    assert planning.finish(at=local("03-08 10:00")) == 1
    book(treatment, "03-20 15:00", "03-09 10:00")
    follow_up = FollowUp.objects.get()
    assert (follow_up.state, follow_up.ended_at) == ("active", None)


def test_a_patient_who_opted_out_stays_in_peace(treatment: Treatment, look: Look) -> None:
    planning.cancel_for_patient(
        patient_ids=[treatment.patient_id], reason="opted_out", at=local("03-03 10:00")
    )
    before = look(treatment)
    book(treatment, "03-11 15:00")
    assert look(treatment) == before
    treatment.refresh_from_db()
    assert treatment.next_visit_at == local("03-11 15:00")

"""A message that a person sends before its time keeps to every rule, and goes once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from followup.care import adjusting, planning
from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic import consent
from followup.clinic.models import Clinic, Patient, Staff
from followup.messaging import dispatch
from followup.messaging.early import Refusal, send_now
from tests.engine import texts, treated
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], dispatch.Turn]


@pytest.fixture
def tomorrows(hal: Patient, at: datetime) -> PlannedMessage:
    """Tomorrow's check-in; the aftercare of today is out of the way."""
    treated(hal, at=at)
    PlannedMessage.objects.exclude(kind=Kind.CHECK_IN).filter(state=PlannedState.PLANNED).update(
        state=PlannedState.CANCELLED, reason="staff_spoke", settled_at=at
    )
    row: PlannedMessage = PlannedMessage.objects.filter(kind=Kind.CHECK_IN).earliest("due_at")
    return row


def test_it_goes_with_the_next_turn_and_never_again(
    tomorrows: PlannedMessage, bob: Staff, at: datetime, twilio: Sandbox, run_at: Run
) -> None:
    run_at(at)
    assert texts(twilio) == []
    assert send_now(planned=tomorrows, by=bob, at=at) is None
    run_at(at)
    assert len(texts(twilio)) == 1
    with pytest.raises(adjusting.NotAdjusted, match="gone out already"):
        send_now(planned=tomorrows, by=bob, at=at)
    run_at(tomorrows.due_at + timedelta(days=1))
    tomorrows.refresh_from_db()
    assert tomorrows.state == PlannedState.DONE
    assert len([text for text in texts(twilio) if text["body"] == texts(twilio)[0]["body"]]) == 1


def test_at_night_it_waits_and_says_until_when(tomorrows: PlannedMessage, bob: Staff) -> None:
    night = datetime.fromisoformat("2026-03-03T04:30:00+00:00")
    morning = datetime.fromisoformat("2026-03-03T16:00:00+00:00")
    assert send_now(planned=tomorrows, by=bob, at=night) == Refusal("evening", morning)
    tomorrows.refresh_from_db()
    assert tomorrows.moved_because == ""


def test_after_a_stop_it_never_goes(
    tomorrows: PlannedMessage, bob: Staff, hal: Patient, at: datetime
) -> None:
    consent.revoke(patient=hal, channel="sms", at=at, how="keyword")
    assert send_now(planned=tomorrows, by=bob, at=at) == Refusal("opted_out")


def test_the_cap_counts_here_too(
    tomorrows: PlannedMessage, bob: Staff, peak: Clinic, at: datetime, twilio: Sandbox, run_at: Run
) -> None:
    peak.cap_per_day = 1
    peak.save()
    assert send_now(planned=tomorrows, by=bob, at=at) is None
    run_at(at)
    other = PlannedMessage.objects.filter(kind=Kind.CHECK_IN, state=PlannedState.PLANNED).get()
    assert send_now(planned=other, by=bob, at=at + timedelta(minutes=5)) == Refusal("cap")


def test_while_an_urgent_reply_waits_nothing_is_hurried(
    tomorrows: PlannedMessage, bob: Staff, hal: Patient, at: datetime
) -> None:
    planning.pause(patient_id=hal.pk, at=at)
    refusal = send_now(planned=tomorrows, by=bob, at=at)
    assert refusal is not None
    assert refusal.because == "paused"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_send_one(
    tomorrows: PlannedMessage, bob: Staff, at: datetime, twilio: Sandbox, run_at: Run
) -> None:
    together = Barrier(2)
    answers: list[object] = []

    def press() -> None:
        together.wait()
        try:
            answers.append(send_now(planned=tomorrows, by=bob, at=at))
        except adjusting.NotAdjusted as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    people = [Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    run_at(at)
    for person in people:
        person.join()
    run_at(at)
    assert len(answers) == 2
    assert len(texts(twilio)) == 1

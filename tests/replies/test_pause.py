"""An urgent reply holds what a program would say next, until a person has dealt with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.care import planning
from followup.care.models import FollowUp, Kind, PlannedMessage, PlannedState
from followup.clinic.models import Patient, Staff
from followup.messaging.dispatch import Turn
from followup.replies import review
from followup.replies.models import WhatWasDone
from tests.engine import texts
from tests.replies.talk import Talk, item_of
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], Turn]


@pytest.fixture
def urgent(ida: Patient, talk: Talk) -> FollowUp:
    """Ida answers her first check-in with a danger sign; her second is still planned."""
    talk.ask(talk.treat(ida))
    talk.says("6 and I cannot catch my breath")
    return FollowUp.objects.get()


def day3() -> PlannedMessage:
    row: PlannedMessage = PlannedMessage.objects.get(kind=Kind.CHECK_IN, step__slug="day3")
    return row


def test_nothing_planned_goes_while_nobody_has_dealt_with_it(
    twilio: Sandbox, urgent: FollowUp, run_at: Run
) -> None:
    due_at = day3().due_at
    run_at(due_at)
    row = day3()
    assert (row.state, row.moved_because) == (PlannedState.PLANNED, "paused")
    assert row.due_at > due_at
    assert [text["body"] for text in texts(twilio) if "eased" in text["body"]] == []


def test_it_goes_once_a_person_has_dealt_with_it(
    twilio: Sandbox, urgent: FollowUp, ida: Patient, bob: Staff, run_at: Run
) -> None:
    due_at = day3().due_at
    run_at(due_at)
    later = due_at + timedelta(minutes=10)
    review.resolve(item=item_of(ida), by=bob, at=later, done=WhatWasDone.CALLED)
    run_at(later)
    assert day3().state == PlannedState.DONE
    assert len([text for text in texts(twilio) if "eased" in text["body"]]) == 1


def test_what_has_lost_its_use_meanwhile_is_skipped_with_the_reason(
    twilio: Sandbox, urgent: FollowUp, run_at: Run
) -> None:
    row = day3()
    run_at(row.expires_at - timedelta(minutes=30))
    assert (day3().state, day3().reason) == (PlannedState.SKIPPED, "paused")


def test_taking_the_resolution_back_holds_it_again(
    urgent: FollowUp, ida: Patient, bob: Staff, at: datetime
) -> None:
    done = review.resolve(item=item_of(ida), by=bob, at=at, done=WhatWasDone.CALLED)
    urgent.refresh_from_db()
    assert urgent.paused_at is None
    review.undo(resolution=done, by=bob, at=at)
    urgent.refresh_from_db()
    assert urgent.paused_at is not None


def test_another_patient_is_not_held(urgent: FollowUp, grace: Patient, at: datetime) -> None:
    assert planning.pause(patient_id=grace.pk, at=at) == 0

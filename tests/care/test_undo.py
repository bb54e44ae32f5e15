"""Taking back a treatment that was logged by mistake."""

import pytest

from followup.care import planning
from followup.care.models import PlannedMessage, PlannedState, Treatment
from followup.clinic.models import AuditEvent, Staff
from tests.care.conftest import Log, Look
from tests.care.stops import local


def test_within_three_minutes_nothing_of_it_is_left_to_send(
    log: Log, look: Look, bob: Staff
) -> None:
    treatment = log("03-02 10:00", "03-02 10:05", regions=("neck",))
    planning.undo(treatment=treatment, at=local("03-02 10:08"), by=bob)
    treatment.refresh_from_db()
    assert treatment.undone_at == local("03-02 10:08")
    assert treatment.follow_up.stopped_reason == "undone"
    # The steps left out as well, so that none of them becomes a call.
    assert set(look(treatment).values()) == {"cancelled undone"}
    assert AuditEvent.objects.get(act="treatment.undone").by == bob


def test_what_the_mistake_had_cancelled_is_planned_again(log: Log, look: Look, bob: Staff) -> None:
    older = log("03-02 10:00", next_visit="03-09 10:00")
    before = look(older)
    mistake = log("03-03 09:00", next_visit="03-12 10:00")
    assert look(older) != before
    planning.finish(at=local("03-03 09:01"))
    planning.undo(treatment=mistake, at=local("03-03 09:02"), by=bob)
    assert look(older) == before


def test_a_follow_up_that_ended_by_the_mistake_goes_on(log: Log, bob: Staff) -> None:
    older = log("03-02 10:00")
    PlannedMessage.objects.filter(kind="aftercare").update(
        state=PlannedState.DONE, settled_at=local("03-02 10:30")
    )
    mistake = log("03-03 09:00")
    assert planning.finish(at=local("03-03 09:01")) == 1
    planning.undo(treatment=mistake, at=local("03-03 09:02"), by=bob)
    older.follow_up.refresh_from_db()
    assert older.follow_up.state == "active"


def test_it_leaves_no_trace_in_the_next_plan(log: Log, look: Look, bob: Staff) -> None:
    mistake = log("03-03 10:00", next_visit="03-20 10:00")
    planning.undo(treatment=mistake, at=local("03-03 10:01"), by=bob)
    other = log("03-02 10:00", "03-03 10:02", visit_number=1, series_length=3)
    assert look(other)["day3"] == "planned"
    assert look(other)["booking"] == "planned"


def refused(treatment: Treatment, at: str, words: str) -> None:
    with pytest.raises(planning.NotUndoneError, match=words):
        planning.undo(treatment=treatment, at=local(at), by=None)


def test_after_three_minutes_it_is_too_late(log: Log, look: Look) -> None:
    treatment = log("03-02 10:00")
    refused(treatment, "03-02 10:04", "three minutes are over")
    assert look(treatment)["day1"] == "planned"


def test_once_a_message_has_gone_it_says_so(log: Log) -> None:
    treatment = log("03-02 10:00")
    PlannedMessage.objects.filter(kind="aftercare").update(
        state=PlannedState.DONE, settled_at=local("03-02 10:01")
    )
    refused(treatment, "03-02 10:02", "has gone out already")


def test_it_is_taken_back_once(log: Log, bob: Staff) -> None:
    treatment = log("03-02 10:00")
    planning.undo(treatment=treatment, at=local("03-02 10:01"), by=bob)
    refused(treatment, "03-02 10:02", "already")

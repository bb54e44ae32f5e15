"""What staff change of a planned message: skip, move, and take that back."""

from datetime import datetime, timedelta

import pytest

from followup.care import adjusting, planning
from followup.care.adjusting import NotAdjusted
from followup.care.models import FollowUp, FollowUpState, Kind, PlannedMessage, PlannedState
from followup.clinic.models import AuditEvent, Clinic, Staff
from followup.replies import calls
from followup.replies.models import ReviewItem
from tests.care.conftest import Log
from tests.care.stops import local

# Monday; the check-ins are due on Tuesday at 10:00 and on Thursday at 10:00.
TREATED, NOW = "03-02 10:00", local("03-02 12:00")


@pytest.fixture
def first(log: Log) -> PlannedMessage:
    """Tomorrow's check-in."""
    log(TREATED)
    row: PlannedMessage = PlannedMessage.objects.filter(kind=Kind.CHECK_IN).earliest("due_at")
    assert row.due_at == local("03-03 10:00")
    return row


def test_a_message_that_is_skipped_is_not_due_any_more(first: PlannedMessage, bob: Staff) -> None:
    adjusting.skip(planned=first, why="staff_spoke", by=bob, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.reason) == (PlannedState.CANCELLED, "staff_spoke")
    noted = AuditEvent.objects.get(act="planned.skipped")
    assert (noted.by, noted.subject_id, noted.details["planned"]) == (
        bob,
        first.patient_id,
        first.pk,
    )


def test_what_staff_skipped_puts_nobody_on_the_call_list(first: PlannedMessage, bob: Staff) -> None:
    adjusting.skip(planned=first, why="staff_spoke", by=bob, at=NOW)
    calls.open_calls(at=NOW + timedelta(minutes=5))
    assert not ReviewItem.objects.exists()


def test_a_skip_needs_a_reason(first: PlannedMessage, bob: Staff) -> None:
    with pytest.raises(NotAdjusted, match="why"):
        adjusting.skip(planned=first, why="cap", by=bob, at=NOW)


def test_a_skip_is_taken_back_as_it_was(first: PlannedMessage, bob: Staff) -> None:
    adjusting.skip(planned=first, why="staff_asked", by=bob, at=NOW)
    adjusting.undo(planned=first, by=bob, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.reason, first.due_at) == ("planned", "", local("03-03 10:00"))
    with pytest.raises(NotAdjusted, match="nothing to take back"):
        adjusting.undo(planned=first, by=bob, at=NOW)


def test_a_skip_taken_back_wakes_the_follow_up_that_had_ended(
    first: PlannedMessage, bob: Staff
) -> None:
    for row in PlannedMessage.objects.filter(state=PlannedState.PLANNED):
        adjusting.skip(planned=row, why="staff_spoke", by=bob, at=NOW)
    planning.finish(at=NOW + timedelta(minutes=1))
    assert FollowUp.objects.get().state == FollowUpState.FINISHED
    adjusting.undo(planned=first, by=bob, at=NOW + timedelta(minutes=2))
    assert FollowUp.objects.get().state == FollowUpState.ACTIVE


def test_a_skip_is_not_taken_back_once_the_patient_wants_no_more(
    first: PlannedMessage, bob: Staff
) -> None:
    adjusting.skip(planned=first, why="staff_spoke", by=bob, at=NOW)
    planning.cancel_for_patient(patient_ids=[first.patient_id], reason="opted_out", at=NOW)
    with pytest.raises(NotAdjusted, match="stopped"):
        adjusting.undo(planned=first, by=bob, at=NOW)
    first.refresh_from_db()
    assert first.state == PlannedState.CANCELLED


@pytest.mark.parametrize("state", [PlannedState.CLAIMED, PlannedState.DONE])
def test_what_a_worker_has_already_is_left_to_it(
    first: PlannedMessage, bob: Staff, state: str
) -> None:
    lease = NOW if state == PlannedState.CLAIMED else None
    PlannedMessage.objects.filter(pk=first.pk).update(state=state, leased_until=lease)
    with pytest.raises(NotAdjusted, match="gone out already"):
        adjusting.skip(planned=first, why="staff_spoke", by=bob, at=NOW)
    with pytest.raises(NotAdjusted, match="gone out already"):
        adjusting.move(planned=first, to=local("03-03 15:00"), by=bob, at=NOW)
    with pytest.raises(NotAdjusted, match="gone out already"):
        adjusting.bring_forward(planned=first, by=bob, at=NOW)
    first.refresh_from_db()
    assert first.state == state


def test_a_message_goes_at_another_time(first: PlannedMessage, bob: Staff) -> None:
    adjusting.move(planned=first, to=local("03-03 15:30"), by=bob, at=NOW)
    assert (first.due_at, first.moved_because) == (local("03-03 15:30"), "by_hand")
    adjusting.undo(planned=first, by=bob, at=NOW)
    assert (first.due_at, first.moved_because) == (local("03-03 10:00"), "")


@pytest.mark.parametrize(
    ("to", "words", "instead"),
    [
        ("03-02 11:00", "time is over", None),
        ("03-03 08:15", "before the hours", "03-03 09:00"),
        ("03-03 21:30", "after the hours", "03-04 09:00"),
        ("03-09 10:00", "no use any more", None),
    ],
)
def test_a_time_at_which_it_may_not_go_is_refused_with_the_reason(
    first: PlannedMessage, bob: Staff, to: str, words: str, instead: str | None
) -> None:
    with pytest.raises(NotAdjusted, match=words) as refusal:
        adjusting.move(planned=first, to=local(to), by=bob, at=NOW)
    assert refusal.value.instead == (local(instead) if instead else None)
    first.refresh_from_db()
    assert first.due_at == local("03-03 10:00")


def test_two_messages_are_kept_an_hour_apart(first: PlannedMessage, bob: Staff) -> None:
    other = PlannedMessage.objects.exclude(pk=first.pk).get(kind=Kind.CHECK_IN)
    PlannedMessage.objects.filter(pk=other.pk).update(due_at=local("03-03 15:00"))
    with pytest.raises(NotAdjusted, match="hour apart"):
        adjusting.move(planned=first, to=local("03-03 15:30"), by=bob, at=NOW)


def test_no_more_than_the_clinics_cap_on_one_day(
    first: PlannedMessage, bob: Staff, ready: Clinic
) -> None:
    ready.cap_per_day = 1
    ready.save()
    other = PlannedMessage.objects.exclude(pk=first.pk).filter(kind=Kind.CHECK_IN).get()
    PlannedMessage.objects.filter(pk=other.pk).update(
        due_at=local("03-03 17:00"), expires_at=local("03-05 17:00"), state=PlannedState.PLANNED
    )
    with pytest.raises(NotAdjusted, match="more than 1 messages that day"):
        adjusting.move(planned=first, to=local("03-03 12:00"), by=bob, at=NOW)


def test_a_move_whose_old_time_is_over_is_not_taken_back(first: PlannedMessage, bob: Staff) -> None:
    adjusting.move(planned=first, to=local("03-03 15:30"), by=bob, at=NOW)
    with pytest.raises(NotAdjusted, match="is over"):
        adjusting.undo(planned=first, by=bob, at=local("03-03 11:00"))


def test_nothing_is_taken_back_once_it_is_of_no_use(first: PlannedMessage, bob: Staff) -> None:
    adjusting.skip(planned=first, why="staff_spoke", by=bob, at=NOW)
    late: datetime = first.expires_at
    with pytest.raises(NotAdjusted, match="no use any more"):
        adjusting.undo(planned=first, by=bob, at=late)

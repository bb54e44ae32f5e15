"""Today in numbers."""

from datetime import UTC, datetime, timedelta

from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import Patient, Staff
from followup.reports import today
from tests.replies.talk import Talk


def test_a_day_begins_at_midnight_where_the_clinic_is() -> None:
    late = datetime(2026, 3, 3, 5, 30, tzinfo=UTC)
    day = today.day_of(late, zone="America/Denver")
    assert day.since == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    assert day.until == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def test_the_day_on_which_the_clocks_change_is_shorter() -> None:
    noon = datetime(2026, 3, 8, 18, 0, tzinfo=UTC)
    day = today.day_of(noon, zone="America/Denver")
    length = day.until.astimezone(UTC) - day.since.astimezone(UTC)
    assert length == timedelta(hours=23)


def test_what_went_what_was_left_out_and_what_waits(
    talk: Talk, ida: Patient, alice: Staff, at: datetime
) -> None:
    treatment = talk.treat(ida)
    PlannedMessage.objects.filter(kind="aftercare").update(
        state=PlannedState.SKIPPED, reason="cap", settled_at=at + timedelta(hours=1)
    )
    first = today.look(alice, at=at + timedelta(hours=2))
    assert first.left_out == [("cap", 1)]
    talk.ask(treatment)
    talk.says("8", hours=24.5)
    second = today.look(alice, at=at + timedelta(hours=25))
    assert (second.went, second.replies, second.skipped) == (1, 1, 0)
    assert second.to_review == 1
    assert second.waiting_since == at + timedelta(hours=24.5)


def test_the_answer_rate_is_of_rounds_that_are_over(
    talk: Talk, ida: Patient, alice: Staff, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    assert today.look(alice, at=at + timedelta(hours=25)).asked == 0
    talk.says("2 no bruise", hours=26)
    seen = today.look(alice, at=at + timedelta(hours=27))
    assert (seen.asked, seen.answered) == (1, 1)


def test_another_clinic_has_a_day_of_its_own(
    talk: Talk, ida: Patient, charlie: Staff, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("9", hours=24.5)
    seen = today.look(charlie, at=at + timedelta(hours=25))
    assert (seen.went, seen.replies, seen.to_review, seen.asked) == (0, 0, 0, 0)

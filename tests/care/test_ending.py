"""How rounds of questions and follow-ups end."""

from datetime import datetime, timedelta

import pytest

from followup.care import planning
from followup.care.models import CheckIn, FollowUp, PlannedMessage, PlannedState, Treatment
from followup.clinic.models import Clinic, Patient
from tests.care.conftest import Log, Look
from tests.care.stops import local


def asked(treatment: Treatment, step: str = "day1", at: str = "03-03 10:00") -> CheckIn:
    """The check-in of a step whose first text went out at that time."""
    planned = PlannedMessage.objects.get(follow_up__treatment=treatment, step__slug=step)
    planned.state, planned.settled_at = PlannedState.DONE, local(at)
    planned.save()
    return CheckIn.objects.create(
        clinic_id=planned.clinic_id,
        follow_up=planned.follow_up,
        patient=planned.patient,
        planned=planned,
        awaiting=planned.step.asks[0],
        opened_at=local(at),
        asked_at=local(at),
    )


def nudged(check_in: CheckIn) -> PlannedMessage:
    assert check_in.asked_at is not None
    planning.plan_nudge(planned=check_in.planned, accepted_at=check_in.asked_at)
    return PlannedMessage.objects.get(kind="nudge", follow_up=check_in.follow_up_id)


def settle_all(follow_up: FollowUp, at: datetime) -> None:
    PlannedMessage.objects.filter(follow_up=follow_up, state="planned").update(
        state=PlannedState.DONE, settled_at=at
    )


def test_an_answer_ends_the_round_and_its_nudge(log: Log, look: Look) -> None:
    treatment = log("03-02 10:00")
    check_in = asked(treatment)
    nudged(check_in)
    planning.answered(check_in=check_in, at=local("03-03 12:00"))
    check_in.refresh_from_db()
    assert (check_in.state, check_in.answered_at) == ("answered", local("03-03 12:00"))
    assert look(treatment)["day1+nudge"] == "cancelled answered"
    assert look(treatment)["day3"] == "planned"


def test_a_second_answer_keeps_the_time_of_the_first(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    planning.answered(check_in=check_in, at=local("03-03 12:00"))
    planning.answered(check_in=check_in, at=local("03-03 13:00"))
    assert check_in.answered_at == local("03-03 12:00")


def test_an_answer_that_comes_after_the_close_counts(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    planning.close_overdue(at=local("03-05 10:00"))
    check_in.refresh_from_db()
    assert check_in.state == "closed"
    planning.answered(check_in=check_in, at=local("03-05 12:00"))
    check_in.refresh_from_db()
    assert (check_in.state, check_in.closed_at) == ("answered", None)


@pytest.mark.parametrize(("when", "closed"), [("03-04 09:59", 0), ("03-04 10:00", 1)])
def test_a_day_of_silence_closes_a_round(log: Log, when: str, closed: int) -> None:
    check_in = asked(log("03-02 10:00"))
    assert planning.close_overdue(at=local(when)) == closed
    check_in.refresh_from_db()
    assert check_in.awaiting == ("" if closed else "soreness")


def test_nobody_waits_a_whole_day_for_news_of_breathing(log: Log) -> None:
    asked(log("03-02 10:00", regions=("neck",)), step="evening", at="03-02 14:00")
    assert planning.close_overdue(at=local("03-03 01:59")) == 0
    assert planning.close_overdue(at=local("03-03 02:00")) == 1


def test_a_round_stays_open_while_its_nudge_is_to_come(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    nudge = nudged(check_in)
    assert planning.close_overdue(at=local("03-04 12:00")) == 0
    nudge.state, nudge.settled_at = PlannedState.DONE, local("03-04 12:00")
    nudge.save()
    check_in.nudged_at = local("03-04 12:00")
    check_in.save()
    assert planning.close_overdue(at=local("03-05 11:59")) == 0
    assert planning.close_overdue(at=local("03-05 12:00")) == 1


def test_an_answered_round_is_never_closed(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    planning.answered(check_in=check_in, at=local("03-03 12:00"))
    assert planning.close_overdue(at=local("03-20 12:00")) == 0


def test_stopping_takes_back_what_is_planned_and_closes_what_is_open(log: Log, look: Look) -> None:
    treatment = log("03-02 10:00")
    check_in = asked(treatment)
    taken = planning.stop(follow_up=treatment.follow_up, reason="urgent", at=local("03-03 12:00"))
    follow_up = FollowUp.objects.get()
    check_in.refresh_from_db()
    assert taken == 2
    assert (follow_up.state, follow_up.stopped_reason) == ("stopped", "urgent")
    assert check_in.state == "closed"
    assert look(treatment)["day1"] == "done"
    assert look(treatment)["day3"] == "cancelled urgent"


def test_stopping_twice_keeps_the_first_reason(log: Log) -> None:
    follow_up = log("03-02 10:00").follow_up
    planning.stop(follow_up=follow_up, reason="urgent", at=local("03-03 12:00"))
    assert planning.stop(follow_up=follow_up, reason="other", at=local("03-03 13:00")) == 0
    follow_up.refresh_from_db()
    assert follow_up.stopped_reason == "urgent"


def test_an_opt_out_ends_every_follow_up_of_that_patient_only(
    log: Log, look: Look, ready: Clinic, grace: Patient
) -> None:
    mine = [log("03-02 10:00"), log("03-02 10:00", regions=("calf",))]
    other = Patient.objects.create(clinic=ready, first_name="Henry")
    visit = planning.Visit(treated_at=local("03-02 10:00"), regions=("knee",))
    theirs = planning.log_treatment(patient=other, visit=visit, at=local("03-02 10:00"))

    planning.cancel_for_patient(patient_ids=[grace.pk], reason="opted_out", at=local("03-02 10:10"))

    for treatment in mine:
        treatment.follow_up.refresh_from_db()
        assert treatment.follow_up.stopped_reason == "opted_out"
        assert "planned" not in look(treatment).values()
    assert look(theirs)["day1"] == "planned"


def test_a_follow_up_finishes_once_all_is_said_and_answered(log: Log) -> None:
    follow_up = log("03-02 10:00").follow_up
    check_in = asked(follow_up.treatment)
    assert planning.finish(at=local("03-03 10:00")) == 0
    settle_all(follow_up, local("03-05 10:00"))
    assert planning.finish(at=local("03-05 10:00")) == 0  # still open
    planning.answered(check_in=check_in, at=local("03-05 11:00"))
    assert planning.finish(at=local("03-05 12:00")) == 1
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.ended_at) == ("finished", local("03-05 12:00"))


def test_finishing_leaves_alone_what_was_stopped(log: Log) -> None:
    follow_up = log("03-02 10:00").follow_up
    planning.stop(follow_up=follow_up, reason="urgent", at=local("03-03 12:00"))
    assert planning.finish(at=local("03-03 12:00") + timedelta(days=9)) == 0

"""The one nudge of a check-in that nobody answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.care import planning
from followup.care.models import CheckIn, PlannedMessage, Treatment
from followup.clinic.models import Clinic, ClosedDay
from tests.care.conftest import Log
from tests.care.stops import local
from tests.care.test_ending import asked


def day1(treatment: Treatment, step: str = "day1") -> PlannedMessage:
    return PlannedMessage.objects.get(
        follow_up__treatment=treatment, step__slug=step, kind__in=("check_in", "aftercare")
    )


def nudge_after(log: Log, accepted: str, step: str = "day1") -> PlannedMessage:
    planned = day1(log("03-02 10:00"), step)
    planning.plan_nudge(planned=planned, accepted_at=local(accepted))
    return PlannedMessage.objects.get(kind="nudge")


@pytest.mark.parametrize(
    ("step", "accepted", "due", "moved"),
    [
        ("day1", "03-03 10:02", "03-04 10:02", ""),
        ("day1", "03-03 18:59", "03-04 18:59", ""),
        ("day3", "03-06 18:30", "03-07 18:30", ""),
        ("day3", "03-07 10:00", "03-08 12:00", "early"),
        ("day3", "03-07 18:30", "03-09 09:00", "evening"),
    ],
)
def test_a_nudge_comes_the_next_day_at_the_hour_of_the_accepted_text(
    log: Log, step: str, accepted: str, due: str, moved: str
) -> None:
    nudge = nudge_after(log, accepted, step)
    assert (nudge.due_at, nudge.moved_because, nudge.state) == (local(due), moved, "planned")


def test_a_nudge_is_over_two_hours_before_the_next_check_in(log: Log) -> None:
    planned = day1(log("03-07 18:00"))  # a Saturday evening: asked on Monday at nine
    planning.plan_nudge(planned=planned, accepted_at=local("03-09 09:00"))
    nudge = PlannedMessage.objects.get(kind="nudge")
    assert nudge.due_at == local("03-10 09:00")
    assert nudge.expires_at == local("03-10 16:00")


def test_a_nudge_on_the_heels_of_the_next_check_in_is_left_out(log: Log) -> None:
    nudge = nudge_after(log, "03-03 19:00")  # could go at nine, and that one goes at ten
    assert (nudge.state, nudge.reason) == ("skipped", "next_check_in")


def test_a_nudge_over_closed_days_is_left_out(log: Log, ready: Clinic) -> None:
    ClosedDay.objects.create(clinic=ready, day="2026-03-06")
    ClosedDay.objects.create(clinic=ready, day="2026-03-07")
    nudge = nudge_after(log, "03-05 10:00", "day3")
    assert (nudge.state, nudge.reason) == ("skipped", "closed")


def test_asked_twice_it_plans_one(log: Log) -> None:
    planned = day1(log("03-02 10:00"))
    planning.plan_nudge(planned=planned, accepted_at=local("03-03 10:02"))
    planning.plan_nudge(planned=planned, accepted_at=local("03-03 10:09"))
    assert PlannedMessage.objects.get(kind="nudge").due_at == local("03-04 10:02")


def test_an_answered_check_in_is_not_nudged(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    planning.answered(check_in=check_in, at=local("03-03 10:05"))
    planning.plan_nudge(planned=check_in.planned, accepted_at=local("03-03 10:02"))
    assert not PlannedMessage.objects.filter(kind="nudge").exists()


def test_a_stopped_follow_up_is_not_nudged(log: Log) -> None:
    check_in = asked(log("03-02 10:00"))
    planning.stop(follow_up=check_in.follow_up, reason="urgent", at=local("03-03 10:05"))
    planning.plan_nudge(planned=check_in.planned, accepted_at=local("03-03 10:02"))
    assert not PlannedMessage.objects.filter(kind="nudge").exists()
    assert CheckIn.objects.get().state == "closed"


def test_a_follow_up_stopped_while_its_text_was_under_way_is_not_nudged(log: Log) -> None:
    planned = day1(log("03-02 10:00"))
    planning.stop(follow_up=planned.follow_up, reason="urgent", at=local("03-03 10:01"))
    planning.plan_nudge(planned=planned, accepted_at=local("03-03 10:02"))
    assert not PlannedMessage.objects.filter(kind="nudge").exists()


def test_a_batch_costs_no_more_queries_than_one(log: Log) -> None:
    rows = [day1(log("03-02 10:00", regions=(region,))) for region in ("knee", "calf")]
    PlannedMessage.objects.update(state="planned", reason="", settled_at=None)
    with CaptureQueriesContext(connection) as for_one:
        planning.plan_nudges(planned_ids=[rows[0].pk], accepted_at=local("03-03 10:00"))
    with CaptureQueriesContext(connection) as for_both:
        planning.plan_nudges(planned_ids=[row.pk for row in rows], accepted_at=local("03-03 10:00"))
    assert len(for_both) == len(for_one) <= 6
    assert PlannedMessage.objects.filter(kind="nudge").count() == 2


def test_what_asks_nothing_is_not_nudged(log: Log) -> None:
    planned = day1(log("03-02 10:00"), "aftercare")
    planning.plan_nudge(planned=planned, accepted_at=local("03-02 10:31"))
    assert not PlannedMessage.objects.filter(kind="nudge").exists()

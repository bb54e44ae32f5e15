"""Follow-ups brought to a newer version: nothing twice, nothing lost, whatever comes between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from followup.care import drafting, ending, planning, publishing, replanning
from followup.care.draft_stops import DraftStop, new_stop, with_stop, without
from followup.care.drafting import NotChanged, desk_of
from followup.care.models import (
    CheckIn,
    FollowUp,
    Kind,
    PlannedMessage,
    PlannedState,
    Protocol,
    ProtocolVersion,
    Replanning,
    Treatment,
)
from followup.care.replan_forecast import foreseen, totals
from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from tests.care.conftest import Log, Look
from tests.care.stops import local
from tests.cast import patient_of

Stops = tuple[DraftStop, ...]
Publish = Callable[[Callable[[Stops], Stops]], ProtocolVersion]


@pytest.fixture
def knee(ready: Clinic) -> Protocol:
    row: Protocol = Protocol.objects.of(ready).get(slug="knee")
    return row


@pytest.fixture
def publish(knee: Protocol, alice: Staff, at: datetime) -> Publish:
    """Publish the protocol of the knee with its stops changed."""

    def published(change: Callable[[Stops], Stops]) -> ProtocolVersion:
        desk = desk_of(knee)
        kept = drafting.keep(
            protocol=knee, stops=change(desk.stops), mark=desk.mark, at=at, by=alice
        )
        return publishing.publish_draft(protocol=knee, mark=kept.mark, at=at, by=alice)

    return published


def moved(slug: str, **changes: Any) -> Callable[[Stops], Stops]:
    def change(stops: Stops) -> Stops:
        stop = next(each for each in stops if each.slug == slug)
        return with_stop(stops, replace(stop, **changes))

    return change


def replan(knee: Protocol, by: Staff, at: str) -> Replanning:
    run = replanning.start(protocol=knee, at=local(at), by=by)
    while replanning.carry_on(at=local(at)):
        pass
    run.refresh_from_db()
    return run


def row(treatment: Treatment, slug: str, kind: str = "") -> PlannedMessage:
    rows = PlannedMessage.objects.filter(follow_up__treatment=treatment, step__slug=slug)
    found: PlannedMessage = rows.get(kind=kind) if kind else rows.exclude(kind=Kind.NUDGE).get()
    return found


def sent(planned: PlannedMessage, at: datetime) -> PlannedMessage:
    planned.state, planned.settled_at = PlannedState.DONE, at
    planned.save()
    return planned


def test_what_is_still_to_come_moves_as_was_foreseen(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    version = publish(moved("day3", offset_days=4))
    (seen,) = foreseen(version=version, at=local("03-02 11:00"))
    assert [(change.what, change.slug) for change in seen.telling] == [("moved", "day3")]
    run = replan(knee, alice, "03-02 11:00")
    day3 = row(treatment, "day3")
    assert day3.due_at == local("03-06 10:00")
    assert (day3.moved_because, day3.step.version) == ("replanned", version)
    assert (run.done, run.moved, run.added, run.dropped) == (1, 1, 0, 0)
    assert FollowUp.objects.get(treatment=treatment).version == version
    line = AuditEvent.objects.get(act="follow_up.replanned")
    assert (line.by, line.details["moved"]) == (alice, 1)


def test_what_was_sent_is_never_said_again_under_any_name(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    for slug in ("aftercare", "day1"):
        sent(row(treatment, slug), local("03-03 10:00"))

    def renamed(stops: Stops) -> Stops:
        (aftercare,) = (stop for stop in stops if stop.slug == "aftercare")
        again = replace(aftercare, slug="aftercare-2", offset_days=2, offset_minutes=0)
        return with_stop(
            moved("day1", offset_days=2, offset_minutes=60)(without(stops, "aftercare")), again
        )

    publish(renamed)
    replan(knee, alice, "03-03 12:00")
    waiting = PlannedMessage.objects.filter(state=PlannedState.PLANNED)
    assert set(waiting.values_list("step__slug", flat=True)) == {"day3"}
    assert row(treatment, "day1").state == PlannedState.DONE


def test_what_is_being_sent_at_that_moment_is_left_to_whoever_claimed_it(
    log: Log, knee: Protocol, publish: Publish, alice: Staff, at: datetime
) -> None:
    treatment = log("03-02 10:00")
    PlannedMessage.objects.filter(step__slug="day1").update(
        state=PlannedState.CLAIMED, leased_until=at
    )
    before = row(treatment, "day1")
    publish(lambda stops: without(moved("day3", offset_days=4)(stops), "day1"))
    replan(knee, alice, "03-03 10:00")
    after = row(treatment, "day1")
    assert (after.state, after.due_at, after.step) == ("claimed", before.due_at, before.step)


def test_a_stop_taken_out_falls_away_and_calls_nobody(
    log: Log, look: Look, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    publish(lambda stops: without(stops, "day3"))
    run = replan(knee, alice, "03-02 11:00")
    assert run.dropped == 1
    assert look(treatment)["day3"] == "cancelled replanned"


def test_a_stop_put_in_is_said_when_its_time_is_still_to_come(
    log: Log, look: Look, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    early, late = log("03-02 10:00"), log("02-27 10:00")
    publish(lambda stops: with_stop(stops, new_stop("check_in", stops)))
    run = replan(knee, alice, "03-03 12:00")
    assert look(early)["day2"] == "planned"
    assert "day2" not in look(late)
    assert run.added == 1


def test_a_time_that_is_over_is_caught_up_and_a_use_that_is_over_loses_no_question(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    publish(moved("day3", offset_days=2, useful_minutes=60))
    replan(knee, alice, "03-05 09:00")
    assert row(treatment, "day3").due_at == local("03-05 10:00")
    publish(moved("day3", offset_days=2, useful_minutes=48 * 60))
    replan(knee, alice, "03-05 09:00")
    assert row(treatment, "day3").due_at == local("03-05 09:03")
    assert row(treatment, "day3").moved_because == "replanned"


def test_what_goes_at_the_same_time_takes_the_new_questions_and_nudge(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    before = row(treatment, "day1").due_at
    version = publish(moved("day1", asks=("soreness",), nudge_days=0))
    run = replan(knee, alice, "03-02 11:00")
    day1 = row(treatment, "day1")
    assert (day1.due_at, day1.step.version, day1.step.asks) == (before, version, ["soreness"])
    assert (run.moved, run.added, run.dropped) == (0, 0, 0)
    assert not AuditEvent.objects.filter(act="follow_up.replanned").exists()


def test_what_a_person_moved_stays_where_they_put_it(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    by_hand = local("03-05 15:00")
    PlannedMessage.objects.filter(step__slug="day3").update(due_at=by_hand, moved_because="by_hand")
    version = publish(moved("day3", offset_days=4))
    replan(knee, alice, "03-02 11:00")
    day3 = row(treatment, "day3")
    assert (day3.due_at, day3.step.version) == (by_hand, version)


def test_a_follow_up_that_was_stopped_in_between_stays_as_it_is(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    version = publish(moved("day3", offset_days=4))
    run = replanning.start(protocol=knee, at=local("03-02 11:00"), by=alice)
    follow_up = FollowUp.objects.get(treatment=treatment)
    ending.stop(follow_up=follow_up, reason="opted_out", at=local("03-02 11:01"))
    replanning.carry_on(at=local("03-02 11:02"))
    follow_up.refresh_from_db()
    run.refresh_from_db()
    assert follow_up.version != version
    assert (run.done, run.moved) == (0, 0)
    assert run.finished_at is not None


def test_a_nudge_gives_way_to_a_check_in_that_has_moved_before_it(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    day1 = sent(row(treatment, "day1"), local("03-03 10:00"))
    CheckIn.objects.create(
        clinic_id=day1.clinic_id, follow_up=day1.follow_up, patient_id=day1.patient_id,
        planned=day1, awaiting="soreness", opened_at=local("03-03 10:00"),
    )  # fmt: skip
    planning.plan_nudge(planned=day1, accepted_at=local("03-03 10:00"))
    assert row(treatment, "day1", Kind.NUDGE).state == PlannedState.PLANNED
    publish(moved("day3", offset_days=2))
    replan(knee, alice, "03-03 12:00")
    nudge = row(treatment, "day1", Kind.NUDGE)
    assert (nudge.state, nudge.reason) == (PlannedState.CANCELLED, "next_check_in")


def test_a_visit_booked_afterwards_still_gets_its_reminder(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    treatment = log("03-02 10:00")
    publish(moved("next_visit", offset_days=-1))
    replan(knee, alice, "03-02 11:00")
    planning.book(
        treatment=treatment, next_visit_at=local("03-12 10:00"), at=local("03-02 12:00"), by=alice
    )
    reminder = row(treatment, "next_visit")
    assert (reminder.state, reminder.due_at) == ("planned", local("03-11 10:00"))


def test_many_are_done_in_batches_and_the_next_worker_goes_on(
    ready: Clinic, knee: Protocol, publish: Publish, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replanning, "BATCH", 2)
    for number in range(5):
        treated(patient_of(ready, "Ann", str(number)), "03-02 10:00")
    version = publish(moved("day3", offset_days=4))
    assert totals(foreseen(version=version, at=local("03-02 11:00")))["moved"] == 5
    run = replanning.start(protocol=knee, at=local("03-02 11:00"), by=alice)
    assert replanning.carry_on(at=local("03-02 11:00"))
    run.refresh_from_db()
    assert (run.done, run.total, run.finished_at) == (2, 5, None)
    while replanning.carry_on(at=local("03-02 11:00")):
        pass
    run.refresh_from_db()
    assert (run.done, run.moved) == (5, 5)
    assert run.finished_at is not None
    assert set(FollowUp.objects.values_list("version", flat=True)) == {version.pk}


def test_twice_at_once_is_refused_and_afterwards_there_is_nothing_left(
    log: Log, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    log("03-02 10:00")
    publish(moved("day3", offset_days=4))
    replanning.start(protocol=knee, at=local("03-02 11:00"), by=alice)
    with pytest.raises(NotChanged, match="already"):
        replanning.start(protocol=knee, at=local("03-02 11:00"), by=alice)
    while replanning.carry_on(at=local("03-02 11:00")):
        pass
    with pytest.raises(NotChanged, match="No follow-up"):
        replanning.start(protocol=knee, at=local("03-02 12:00"), by=alice)


def test_the_next_treatment_keeps_an_older_follow_up_silent(
    log: Log, look: Look, knee: Protocol, publish: Publish, alice: Staff
) -> None:
    older = log("03-02 10:00")
    log("03-03 10:00")
    publish(lambda stops: with_stop(stops, replace(new_stop("check_in", stops), offset_days=2)))
    replan(knee, alice, "03-03 11:00")
    assert "day2" not in look(older)


def treated(patient: Patient, when: str) -> Treatment:
    return planning.log_treatment(
        patient=patient,
        visit=planning.Visit(treated_at=local(when), regions=("knee",)),
        at=local(when) + timedelta(minutes=1),
    )

"""What a person sees before a treatment is logged."""

from typing import Any

from followup.care import planning
from followup.care.models import PlannedMessage, PlannedState
from followup.care.reasons import left_out_words, moved_words, needs_call
from followup.clinic.models import Clinic, ClosedDay, Patient
from tests.care.conftest import Log
from tests.care.stops import local


def previewed(
    clinic: Clinic, treated: str, patient: Patient | None = None, **visit: Any
) -> dict[str, planning.PreviewLine]:
    lines = planning.preview(
        clinic=clinic,
        patient_facts=planning.PatientFacts(patient_id=patient.pk if patient else None),
        visit=planning.Visit(**{"treated_at": local(treated), "regions": ("knee",), **visit}),
        at=local(treated),
    )
    return {line.slug: line for line in lines}


def test_a_new_patients_plan_is_shown_and_nothing_is_written(ready: Clinic) -> None:
    lines = previewed(ready, "03-06 16:40")
    assert set(lines) == {"aftercare", "day1", "day3", "next_visit", "booking"}
    assert f"{lines['day1'].due_at:%a %H:%M}" == "Sat 16:40"
    assert lines["day1"].why == ""
    assert not PlannedMessage.objects.exists()


def test_it_says_from_where_a_message_was_moved_and_why(ready: Clinic) -> None:
    ClosedDay.objects.create(clinic=ready, day="2026-03-09")
    line = previewed(ready, "03-06 16:40")["day3"]
    assert f"{line.due_at:%a %H:%M}" == "Tue 09:00"
    assert line.why == "moved from Mon, Mar 9, 4:40 PM: closed"


def test_it_says_why_a_message_is_left_out(ready: Clinic) -> None:
    assert previewed(ready, "03-06 16:40")["next_visit"].why == "no next visit is known"


def test_it_shows_times_in_the_patients_zone(ready: Clinic) -> None:
    facts = planning.PatientFacts(time_zone="America/New_York")
    at = local("03-06 10:00")
    visit = planning.Visit(treated_at=at, regions=("knee",))
    lines = planning.preview(clinic=ready, patient_facts=facts, visit=visit, at=at)
    due = next(line.due_at for line in lines if line.slug == "day1")
    assert f"{due:%H:%M %Z}" == "12:00 EST"


def test_it_is_what_logging_then_plans(ready: Clinic, grace: Patient, log: Log) -> None:
    facts: dict[str, Any] = {"regions": ("neck",), "visit_number": 1, "series_length": 3}
    lines = previewed(ready, "03-06 16:40", grace, **facts)
    treatment = log("03-06 16:40", **facts)
    rows = PlannedMessage.objects.filter(follow_up__treatment=treatment).select_related("step")
    assert {row.step.slug: (row.due_at, row.reason) for row in rows} == {
        slug: (line.due_at, line.left_out) for slug, line in lines.items()
    }


def test_it_foresees_what_the_cap_keeps_back(ready: Clinic) -> None:
    ready.cap_per_day, ready.cap_per_week = 1, 3
    facts: dict[str, Any] = {"regions": ("neck",), "visit_number": 1, "series_length": 3}
    lines = previewed(ready, "03-02 10:00", **facts)
    gives_way = {slug for slug, line in lines.items() if line.gives_way}
    assert gives_way == {"aftercare", "booking"}
    assert lines["booking"].why == "enough messages for one day or week"


def test_it_counts_what_was_sent_this_week(ready: Clinic, grace: Patient, log: Log) -> None:
    ready.cap_per_day, ready.cap_per_week = 1, 3
    older = log("03-02 10:00", regions=("neck",))
    rows = PlannedMessage.objects.filter(follow_up__treatment=older)
    rows.filter(step__slug__in=["aftercare", "evening", "day1"]).update(
        state=PlannedState.DONE, settled_at=local("03-03 10:00")
    )
    assert previewed(ready, "03-06 10:00", grace)["day1"].gives_way
    assert not previewed(ready, "03-06 10:00")["day1"].gives_way


def test_it_does_not_count_what_the_new_treatment_ends(
    ready: Clinic, grace: Patient, log: Log
) -> None:
    ready.cap_per_day, ready.cap_per_week = 1, 3
    log("03-02 10:00")
    lines = previewed(ready, "03-02 11:00", grace)
    assert not lines["day1"].gives_way
    assert not lines["day3"].gives_way


def test_a_check_in_that_cannot_go_becomes_a_call_unless_nobody_need_ask_any_more() -> None:
    assert needs_call(kind="safety_check", reason="after_hours")
    assert needs_call(kind="check_in", reason="closed")
    assert needs_call(kind="check_in", reason="cap")
    assert not needs_call(kind="check_in", reason="new_treatment")
    assert not needs_call(kind="check_in", reason="long_past")
    assert not needs_call(kind="aftercare", reason="cap")


def test_a_reason_that_nobody_put_into_words_is_shown_as_it_stands() -> None:
    assert left_out_words("some_reason") == "some reason"
    assert moved_words("some_day") == "some day"

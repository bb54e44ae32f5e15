"""Logging a treatment, against the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followup.care import planning
from followup.care.models import FollowUp, PlannedMessage, PlannedState, Treatment
from followup.clinic import contacts
from followup.clinic.models import AuditEvent, Channel, Clinic, ClosedDay, Patient, Staff
from tests.care.conftest import Log, Look
from tests.care.stops import local


def test_a_logged_treatment_has_a_follow_up_with_every_step_of_its_protocol(
    log: Log, look: Look
) -> None:
    treatment = log("03-02 10:00", regions=("neck",), visit_number=1, series_length=3)
    assert treatment.follow_up.state == "active"
    assert look(treatment) == {
        "aftercare": "planned",
        "evening": "planned",
        "day1": "planned",
        "day3": "planned",
        "next_visit": "skipped no_next_visit",
        "booking": "planned",
    }


def test_times_follow_the_patients_own_zone(log: Log, grace: Patient) -> None:
    grace.time_zone = "Pacific/Honolulu"
    grace.save()
    treatment = log("03-02 10:00")  # 7:00 in Honolulu
    due = PlannedMessage.objects.get(follow_up__treatment=treatment, step__slug="day1").due_at
    assert due == local("03-03 09:00", "Pacific/Honolulu")


def test_a_phone_from_elsewhere_narrows_the_hours(log: Log, grace: Patient) -> None:
    contacts.add(patient=grace, channel=Channel.SMS, value="+12125550101")  # New York
    treatment = log("03-02 18:00")
    row = PlannedMessage.objects.get(follow_up__treatment=treatment, step__slug="day1")
    assert (row.due_at, row.moved_because) == (local("03-04 09:00"), "zone")


def test_closed_days_are_the_clinics(log: Log, ready: Clinic) -> None:
    ClosedDay.objects.create(clinic=ready, day="2026-03-03")
    treatment = log("03-02 10:00")
    row = PlannedMessage.objects.get(follow_up__treatment=treatment, step__slug="day1")
    assert (row.due_at, row.moved_because) == (local("03-04 09:00"), "closed")


def test_the_same_visit_is_logged_once(log: Log) -> None:
    first = log("03-02 10:00", external_id="V-1")
    with pytest.raises(planning.AlreadyLogged) as refused:
        log("03-02 11:00", external_id="V-1")
    assert refused.value.treatment == first
    assert Treatment.objects.count() == FollowUp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_log_the_same_visit_at_once_log_it_once(log: Log) -> None:
    def attempt(_: int) -> str:
        try:
            log("03-02 10:00", external_id="V-1")
        except planning.AlreadyLogged:
            return "already"
        else:
            return "logged"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(attempt, range(4))) == ["already"] * 3 + ["logged"]
    assert Treatment.objects.count() == FollowUp.objects.count() == 1
    assert PlannedMessage.objects.count() == 5


def test_visits_without_a_number_are_as_many_as_are_logged(log: Log) -> None:
    log("03-02 10:00")
    log("03-02 10:00")
    assert Treatment.objects.count() == 2


def test_a_visit_that_was_taken_back_may_be_logged_again(log: Log, alice: Staff) -> None:
    first = log("03-02 10:00", external_id="V-1")
    planning.undo(treatment=first, at=local("03-02 10:01"), by=alice)
    assert log("03-02 10:00", "03-02 10:02", external_id="V-1") != first


def test_nothing_is_left_of_a_visit_that_cannot_be_planned(
    clinic: Clinic, grace: Patient, at: datetime
) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    with pytest.raises(LookupError):
        planning.log_treatment(patient=grace, visit=visit, at=at)
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    ("regions", "words"), [((), "No region is named"), (("the whole left side",), "is no region")]
)
def test_a_visit_without_a_usable_region_is_refused_in_words(
    regions: tuple[str, ...], words: str, at: datetime
) -> None:
    with pytest.raises(planning.VisitError, match=words):
        planning.Visit(treated_at=at, regions=regions)


def test_a_visit_without_a_time_zone_is_refused_in_words() -> None:
    with pytest.raises(planning.VisitError, match="no time zone"):
        planning.Visit(treated_at=datetime(2026, 3, 2, 10), regions=("knee",))  # noqa: DTZ001


def test_who_logged_it_is_written_down(ready: Clinic, grace: Patient, bob: Staff) -> None:
    at = local("03-02 10:00")
    visit = planning.Visit(treated_at=at, regions=("knee",))
    treatment = planning.log_treatment(patient=grace, visit=visit, at=at, by=bob)
    event = AuditEvent.objects.get(act="treatment.logged")
    assert (event.by, event.subject_id) == (bob, treatment.pk)


def test_a_new_treatment_ends_what_the_older_would_still_say(log: Log, look: Look) -> None:
    older = log("03-02 10:00", regions=("neck",), next_visit="03-06 10:00")
    log("03-03 09:00", next_visit="03-12 10:00")
    assert look(older) == {
        "aftercare": "planned",  # was due before the new treatment
        "evening": "planned",
        "day1": "cancelled new_treatment",
        "day3": "cancelled new_treatment",
        "next_visit": "cancelled new_treatment",
        "booking": "skipped booked",
    }


def test_the_breathing_check_outlives_a_new_treatment(log: Log, look: Look) -> None:
    older = log("03-02 10:00", regions=("neck",))
    log("03-02 13:00")
    assert look(older)["evening"] == "planned"


def test_an_appointment_made_earlier_stands_until_another_is_named(log: Log, look: Look) -> None:
    older = log("03-02 10:00", next_visit="03-09 10:00", visit_number=1, series_length=3)
    newer = log("03-04 10:00", visit_number=2, series_length=3)
    assert look(older)["next_visit"] == "planned"
    assert look(newer)["booking"] == "skipped booked"


def test_the_visit_itself_is_no_appointment_to_come(log: Log, look: Look) -> None:
    log("03-02 10:00", next_visit="03-09 10:00", visit_number=1, series_length=3)
    newer = log("03-09 09:50", visit_number=2, series_length=3)
    assert look(newer)["booking"] == "planned"


def test_what_is_being_sent_is_left_to_the_sender(log: Log, look: Look) -> None:
    older = log("03-02 10:00")
    PlannedMessage.objects.filter(step__slug="day1").update(
        state=PlannedState.CLAIMED, leased_until=local("03-03 10:01")
    )
    log("03-03 09:00")
    assert look(older)["day1"] == "claimed"
    assert look(older)["day3"] == "cancelled new_treatment"


def test_an_older_treatment_logged_late_says_only_what_is_still_true(log: Log, look: Look) -> None:
    newer = log("03-04 10:00")
    older = log("03-03 09:00", "03-04 11:00")
    assert look(older)["day1"] == "skipped new_treatment"
    assert look(older)["day3"] == "skipped new_treatment"
    assert look(newer)["day1"] == "planned"


def test_other_patients_keep_theirs(log: Log, look: Look, ready: Clinic) -> None:
    mine = log("03-02 10:00")
    other = Patient.objects.create(clinic=ready, first_name="Henry")
    at = local("03-03 09:00")
    visit = planning.Visit(treated_at=at, regions=("knee",))
    planning.log_treatment(patient=other, visit=visit, at=at)
    assert look(mine)["day1"] == "planned"


def test_a_second_treatment_within_half_a_day_is_found(log: Log, grace: Patient) -> None:
    first = log("03-02 10:00")
    assert planning.near(patient=grace, treated_at=local("03-02 16:00")) == first
    assert planning.near(patient=grace, treated_at=local("03-03 16:00")) is None


def test_logging_costs_the_same_few_queries_for_any_timetable(log: Log) -> None:
    for day in range(2, 12):
        log(f"03-{day:02} 10:00", regions=("neck",))
    with CaptureQueriesContext(connection) as queries:
        log("03-12 10:00", regions=("neck",))
    assert len(queries) <= 20


def test_nothing_is_due_before_it_can_be_taken_back(log: Log) -> None:
    log("03-02 10:00", "03-02 12:00", regions=("neck",))
    soonest = PlannedMessage.objects.order_by("due_at").filter(state="planned")[0]
    assert soonest.due_at >= local("03-02 12:00") + timedelta(minutes=3)

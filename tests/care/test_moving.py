"""Other hours move what is planned; what a person or a nudge set stays where it may."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.care import deciding, planning
from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.care.shipped import install
from followup.clinic import policy
from followup.clinic.models import Clinic, ClosedDay, Patient, Staff

DENVER = ZoneInfo("America/Denver")
# Monday 2 March 2026, noon in Denver.


@pytest.fixture
def planned(clinic: Clinic, grace: Patient, at: datetime) -> list[PlannedMessage]:
    install(clinic=clinic, at=at)
    visit = planning.Visit(treated_at=at - timedelta(hours=1), regions=("knee",))
    planning.log_treatment(patient=grace, visit=visit, at=at)
    return _open()


def _open() -> list[PlannedMessage]:
    return list(PlannedMessage.objects.filter(state=PlannedState.PLANNED).order_by("pk"))


def _days() -> set[str]:
    return {f"{row.due_at.astimezone(DENVER):%a}" for row in _open()}


def _own(**days: list[str] | None) -> dict[str, object]:
    usual: list[list[str] | None] = [["09:00", "19:00"]] * 7
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    week = [days.get(name, usual[number]) for number, name in enumerate(names)]
    return {"window_set": "own", "own_hours": week}


def test_a_closed_day_moves_what_was_planned_on_it_and_opening_it_brings_it_back(
    clinic: Clinic, alice: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    before = [(row.pk, row.due_at, row.expires_at) for row in planned]
    assert "Tue" in _days()
    tuesday = (at + timedelta(days=1)).astimezone(DENVER).date()
    foreseen = deciding.foresee_days(clinic=clinic, days={tuesday}, at=at)
    moved = deciding.close_days(clinic=clinic, days={tuesday: "snow"}, at=at, by=alice)
    assert moved.moved == sum(move.will_be is not None for move in foreseen) > 0
    for move in foreseen:
        move.planned.refresh_from_db()
        assert move.planned.due_at == (move.will_be or move.was)
    assert {row.moved_because for row in _open()} & {"closed"}
    deciding.open_day(clinic=clinic, day=tuesday, at=at, by=alice)
    assert [(row.pk, row.due_at, row.expires_at) for row in _open()] == before
    assert not ClosedDay.objects.exists()


def test_later_hours_move_the_morning_and_their_undo_moves_it_back(
    clinic: Clinic, alice: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    before = [row.due_at for row in planned]
    late = [["15:00", "19:00"]] * 7
    changes = {"window_set": "own", "own_hours": late}
    event, moved = deciding.change_week(clinic=clinic, changes=changes, at=at, by=alice)
    assert moved.moved
    regular = [row for row in _open() if row.step.window == "regular"]
    assert all(row.due_at.astimezone(DENVER).hour >= 15 for row in regular)
    assert event is not None
    deciding.undo_week(event=event, at=at, by=alice)
    assert [row.due_at for row in _open()] == before


def test_what_a_person_moved_stays_where_it_may_go(
    clinic: Clinic, alice: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    row = next(row for row in planned if row.kind == Kind.CHECK_IN)
    by_hand = row.due_at + timedelta(hours=2, minutes=7)
    PlannedMessage.objects.filter(pk=row.pk).update(due_at=by_hand)
    deciding.change_week(clinic=clinic, changes=_own(sun=None), at=at, by=alice)
    row.refresh_from_db()
    assert row.due_at == by_hand


def test_what_has_gone_out_is_not_touched(
    clinic: Clinic, alice: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    PlannedMessage.objects.filter(state="planned").update(state=PlannedState.DONE)
    changes = {"window_set": "own", "own_hours": [["15:00", "19:00"]] * 7}
    _, moved = deciding.change_week(clinic=clinic, changes=changes, at=at, by=alice)
    assert moved.moved == 0
    assert [row.due_at for row in PlannedMessage.objects.filter(state="done").order_by("pk")] == [
        row.due_at for row in planned
    ]


def test_nothing_moves_where_the_decision_is_refused(
    clinic: Clinic, alice: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    changes = {"window_set": "own", "own_hours": [["19:00", "09:00"]] * 7}
    with pytest.raises(policy.PolicyError):
        deciding.change_week(clinic=clinic, changes=changes, at=at, by=alice)
    assert [row.due_at for row in _open()] == [row.due_at for row in planned]


def test_another_clinic_is_left_alone(
    clinic: Clinic, charlie: Staff, planned: list[PlannedMessage], at: datetime
) -> None:
    changes = {"window_set": "own", "own_hours": [["15:00", "19:00"]] * 7}
    _, moved = deciding.change_week(clinic=charlie.clinic, changes=changes, at=at, by=charlie)
    assert moved.moved == 0


@pytest.mark.parametrize(
    "week",
    [
        [None] * 7,
        [["09:00", "19:00"]] * 6,
        [["07:00", "19:00"]] * 7,
        [["09:00", "22:00"]] * 7,
    ],
)
def test_a_week_that_cannot_be_is_refused(
    clinic: Clinic, alice: Staff, at: datetime, week: list[list[str] | None]
) -> None:
    changes = {"window_set": "own", "own_hours": week}
    with pytest.raises(policy.PolicyError):
        policy.change(clinic=clinic, changes=changes, at=at, by=alice)


def test_own_hours_have_to_be_said(clinic: Clinic, alice: Staff, at: datetime) -> None:
    with pytest.raises(policy.PolicyError):
        policy.change(clinic=clinic, changes={"window_set": "own"}, at=at, by=alice)

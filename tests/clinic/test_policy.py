"""What a clinic decides: all of it or nothing, each decision written down."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command

from followup.clinic import policy
from followup.clinic.models import AuditEvent, Clinic, ClosedDay


def test_the_strict_set_is_one_choice(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("clinic_policy", "--strict", "--close", "2026-12-25")
    clinic.refresh_from_db()
    assert (clinic.window_set, clinic.cap_per_day, clinic.cap_per_week) == ("strict", 1, 3)
    assert "2026-12-25" in capsys.readouterr().out


def test_caps_that_contradict_each_other_are_refused_and_nothing_changes(
    clinic: Clinic, at: datetime
) -> None:
    with pytest.raises(policy.PolicyError, match="at least as many"):
        policy.change(
            clinic=clinic, changes={"cap_per_day": 4, "cap_per_week": 3, "phone": "1"}, at=at
        )
    clinic.refresh_from_db()
    assert (clinic.cap_per_day, clinic.phone) == (2, "719-555-0100")


def test_a_time_zone_that_does_not_exist_is_named(clinic: Clinic) -> None:
    with pytest.raises(CommandError, match="Mars/Base"):
        call_command("clinic_policy", "--time-zone", "Mars/Base")


def test_what_is_no_decision_of_a_clinic_is_refused(clinic: Clinic, at: datetime) -> None:
    with pytest.raises(policy.PolicyError, match="slug"):
        policy.change(clinic=clinic, changes={"slug": "other"}, at=at)


def test_each_decision_is_written_down(clinic: Clinic, at: datetime) -> None:
    policy.change(clinic=clinic, changes={"alert_minutes": 5}, at=at)
    assert AuditEvent.objects.get(act="policy.changed").details == {
        "changed": {"alert_minutes": [10, 5]}
    }


def test_a_closed_day_may_be_said_twice_and_taken_back(clinic: Clinic, at: datetime) -> None:
    day = date(2026, 11, 26)
    policy.close_on(clinic=clinic, day=day, at=at)
    policy.close_on(clinic=clinic, day=day, reason="Thanksgiving", at=at)
    assert ClosedDay.objects.get().reason == "Thanksgiving"
    assert policy.open_on(clinic=clinic, day=day, at=at)
    assert not policy.open_on(clinic=clinic, day=day, at=at)


def test_a_day_that_is_none_is_named(clinic: Clinic) -> None:
    with pytest.raises(CommandError, match="2026-12-25"):
        call_command("clinic_policy", "--close", "25 December")

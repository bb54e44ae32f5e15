"""Somebody always stays who can change the settings, whoever is faster."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from followup.clinic import staffing
from followup.clinic.models import Clinic, Role, Staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(clinic: Clinic) -> Staff:
    return Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email="ana@peak.example.com",
        name="Ana",
        role=Role.ADMIN,
        password="a third long sentence to sign in with",
    )


def test_two_admins_who_close_each_others_account_at_once_leave_one(
    alice: Staff, ana: Staff, at: datetime
) -> None:
    def close(pair: tuple[Staff, Staff]) -> str:
        try:
            staffing.end(staff=pair[0], at=at, by=pair[1])
        except staffing.StaffError as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close, [(alice, ana), (ana, alice)]))
    assert said[0] == ""
    assert "Make somebody an administrator" in said[1]
    assert Staff.objects.filter(is_active=True).count() == 1


def test_two_admins_who_step_down_at_once_leave_one(alice: Staff, ana: Staff, at: datetime) -> None:
    def step_down(staff: Staff) -> bool:
        try:
            staffing.change(
                staff=staff, name=staff.name, role=Role.VIEWER, number="", at=at, by=staff
            )
        except staffing.StaffError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(step_down, [alice, ana])) == [False, True]
    assert Staff.objects.filter(role=Role.ADMIN).count() == 1

"""A clinic and its first administrator."""

from datetime import datetime
from typing import Any

import pytest

from followup.clinic import founding
from followup.clinic.models import Clinic, Role, Staff


def _facts(at: datetime, **changed: str) -> dict[str, Any]:
    return {
        "name": "Hill PT",
        "time_zone": "America/Denver",
        "telephone": "303-555-0100",
        "admin_name": "Ada",
        "admin_email": "ada@hill.example.com",
        "password": "one more long sentence",
        "at": at,
        **changed,
    }


def test_the_first_person_is_an_admin_who_can_sign_in(db: None, at: datetime) -> None:
    founded = founding.found(**_facts(at, sms_number="(303) 555-0199"))
    assert founded.admin.role == Role.ADMIN
    assert founded.admin.check_password("one more long sentence")
    assert founded.clinic.sms_number == "+13035550199"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"time_zone": "America/Nowhere"}, "no time zone"),
        ({"slug": "peak-pt"}, "already"),
        ({"admin_email": "Alice@peak.example.com"}, "signs in with that"),
    ],
)
def test_a_clinic_that_cannot_be_is_refused_whole(
    alice: Staff, at: datetime, changed: dict[str, str], says: str
) -> None:
    with pytest.raises(founding.FoundingError, match=says):
        founding.found(**_facts(at, **changed))
    assert Clinic.objects.count() == 1
    assert Staff.objects.count() == 1

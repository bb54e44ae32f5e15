"""More people who sign in, and the order in which they are on call."""

import io

import pytest
from django.core.management import CommandError, call_command

from followup.clinic import founding
from followup.clinic.models import Role, Staff


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("three blue herons at dawn\n"))


def test_whoever_is_put_on_call_later_comes_later_in_line(alice: Staff, bob: Staff) -> None:
    founding.put_on_call(staff=alice, number="719 555 0150")
    founding.put_on_call(staff=bob, number="719 555 0151")
    ranks = {staff.name: (staff.on_call_rank, staff.phone) for staff in Staff.objects.all()}
    assert ranks == {"Alice": (1, "+17195550150"), "Bob": (2, "+17195550151")}


def test_a_new_therapist_may_sign_in(alice: Staff) -> None:
    call_command(
        "add_staff",
        name="Dana",
        email="dana@peak.example.com",
        role="therapist",
        stdout=io.StringIO(),
    )
    dana = Staff.objects.get(email="dana@peak.example.com")
    assert (dana.clinic, dana.role) == (alice.clinic, Role.THERAPIST)
    assert dana.check_password("three blue herons at dawn")


def test_a_number_that_is_none_adds_nobody(alice: Staff) -> None:
    with pytest.raises(CommandError, match="719-555"):
        call_command("add_staff", name="D", email="d@x.example", role="viewer", phone="719-555")
    assert not Staff.objects.filter(email="d@x.example").exists()


def test_nobody_is_added_twice(alice: Staff) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("add_staff", name="A", email=alice.email, role="viewer")

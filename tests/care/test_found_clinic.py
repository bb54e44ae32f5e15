"""The command that an operator runs first on a new installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from followup.care.models import Protocol
from followup.clinic.models import Clinic, Staff

WORDS = [
    "--name=Hill PT",
    "--time-zone=America/Denver",
    "--telephone=303-555-0100",
    "--admin-name=Ada",
    "--admin-email=ada@hill.example.com",
]


def _answering(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))


@pytest.mark.django_db
def test_a_new_clinic_has_its_protocols_and_one_person_who_can_sign_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answering(monkeypatch, "one more long sentence")
    call_command("found_clinic", *WORDS, verbosity=0)
    assert Protocol.objects.of(Clinic.objects.get(name="Hill PT")).exists()
    assert Staff.objects.get(email="ada@hill.example.com").check_password("one more long sentence")


@pytest.mark.django_db
def test_a_password_too_short_makes_no_clinic(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, "short")
    with pytest.raises(CommandError, match="too short"):
        call_command("found_clinic", *WORDS)
    assert not Clinic.objects.filter(name="Hill PT").exists()


@pytest.mark.django_db
def test_a_zone_that_does_not_exist_is_refused_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answering(monkeypatch, "one more long sentence")
    with pytest.raises(CommandError, match="America/Denver"):
        call_command("found_clinic", *WORDS, "--time-zone=Mountain")

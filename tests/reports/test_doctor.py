"""The doctor names what is wrong and what to do, and is silent about what is well."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from followup.clinic import founding
from followup.clinic.models import Clinic, Staff
from followup.lib import pulse
from followup.messaging import senders
from followup.reports import doctor
from tests.sandbox_fixture import Sandbox


@pytest.fixture
def sound(twilio: Sandbox, peak: Clinic, alice: Staff, settings: Any) -> Any:
    """An installation that is safe to send."""
    settings.SANDBOX = False
    settings.SECRET_KEY = settings.INDEX_KEY = "k" * 48
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    settings.PUBLIC_BASE_URL = "https://followup.example.com"
    settings.ALLOWED_HOSTS = ["followup.example.com"]
    founding.put_on_call(staff=alice, number="719 555 0150")
    pulse.beat()
    return settings


def dangers() -> dict[str, str]:
    return {f.about: f.words for f in doctor.examine() if f.grade == "danger"}


def test_a_sound_installation_is_safe_to_send(
    sound: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("doctor")
    assert "Safe to send." in capsys.readouterr().out


def test_the_sandboxs_keys_are_no_keys(db: None) -> None:
    assert {"SANDBOX", "SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"} <= dangers().keys()


@pytest.mark.parametrize(
    ("setting", "value", "about"),
    [
        ("FIELD_KEYS", ["no key at all"], "FIELD_KEYS"),
        ("PUBLIC_BASE_URL", "http://followup.example.com", "PUBLIC_BASE_URL"),
        ("PUBLIC_BASE_URL", "https://my_clinic.example.com", "PUBLIC_BASE_URL"),
        ("ALLOWED_HOSTS", ["elsewhere.example.com"], "ALLOWED_HOSTS"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "redis"),
        ("TWILIO_AUTH_TOKEN", "not the token", "Twilio"),
        ("TWILIO_AUTH_TOKEN", "", "Twilio"),
        ("TWILIO_API_URL", "http://127.0.0.1:1", "Twilio"),
        ("DEBUG", True, "DEBUG"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    sound: Any, setting: str, value: object, about: str
) -> None:
    setattr(sound, setting, value)
    assert about in dangers()


def test_a_clinic_whose_urgent_replies_reach_no_one_is_in_danger(
    sound: Any, peak: Clinic, alice: Staff
) -> None:
    Staff.objects.update(phone="")
    assert "nobody on call" in dangers()["Peak PT"]


def test_a_clinic_without_wording_of_consent_is_in_danger(sound: Any, peak: Clinic) -> None:
    Clinic.objects.update(consent_wording="")
    assert "consent" in dangers()["Peak PT"]


def test_a_lost_field_key_is_found_before_a_patient_is_looked_for(sound: Any, hal: object) -> None:
    sound.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "FIELD_KEYS" in dangers()


def test_a_halted_sender_is_a_warning(sound: Any, peak: Clinic) -> None:
    senders.ensure()
    senders.halt(clinic_id=peak.pk, channel="sms", because="Twilio refuses the credentials.")
    warned = [f.words for f in doctor.examine() if f.grade == "warning"]
    assert warned == ["sms: Twilio refuses the credentials."]


def test_in_danger_the_command_says_so_and_fails(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("doctor")
    assert end.value.code == 1
    assert "Not safe to send" in capsys.readouterr().out

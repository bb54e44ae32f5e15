"""Keys rotate under running patients: nothing becomes unreadable, and the old key can go."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from followup.clinic.models import Clinic, Patient
from followup.lib.crypto import UnreadableError, opened, sealed
from tests.cast import patient_of

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def old_key(settings: Settings, tmp_path: Path) -> None:
    settings.FIELD_KEYS = [OLD]
    settings.PHOTO_ROOT = tmp_path


def test_after_a_rotation_the_new_key_alone_opens_everything(
    old_key: None, clinic: Clinic, settings: Settings
) -> None:
    patient = patient_of(clinic, "Grace", "O'Malley-Whitfield")
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = [NEW]
    assert Patient.objects.get(pk=patient.pk).full_name == "Grace O'Malley-Whitfield"
    settings.FIELD_KEYS = [OLD]
    with pytest.raises(UnreadableError):
        Patient.objects.get(pk=patient.pk)


def test_a_second_rotation_writes_nothing(
    old_key: None, clinic: Clinic, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    patient_of(clinic, "Grace", "Hopper")
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    assert "clinic_patient.first_name: 1 under an older key" in capsys.readouterr().out
    before = _stored_names()
    call_command("rotate_keys")
    assert "clinic_patient.first_name: 0 under an older key" in capsys.readouterr().out
    assert _stored_names() == before


def test_photos_move_to_the_new_key_too(
    old_key: None, clinic: Clinic, settings: Settings, tmp_path: Path
) -> None:
    settings.PHOTO_ROOT = tmp_path
    photo = tmp_path / "ab" / "abcdef"
    photo.parent.mkdir()
    photo.write_bytes(sealed(b"a bruise"))
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = [NEW]
    assert opened(photo.read_bytes()) == b"a bruise"
    assert [path.name for path in photo.parent.iterdir()] == ["abcdef"]


def _stored_names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_name FROM clinic_patient")
        return [str(name) for (name,) in cursor.fetchall()]

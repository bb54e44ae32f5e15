"""Takes an uploaded file through its states: stored, mapped, checked, imported, taken back.

The work goes in batches, each a transaction that locks the import and writes down what became of
its rows: a worker that is killed loses at most its batch, two at once take turns, and no row is
ever taken twice.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Count

from followup.care import importing, importing_check, planning, treatment_columns
from followup.care.importing import Fate, Outcome
from followup.care.importing_check import Seen
from followup.care.models import (
    ColumnMapping,
    ImportRow,
    ImportState,
    RowFate,
    TreatmentImport,
)
from followup.care.schedule import TAKE_BACK
from followup.care.treatment_file import Record, Row, UnreadableFile, table
from followup.clinic import audit
from followup.clinic.intake import Remark
from followup.clinic.models import Clinic, Staff
from followup.lib import bulk
from followup.lib.later import nudge_later

log = structlog.get_logger(__name__)

# How many rows one transaction takes in: a second or two, and little lost where it is cut off.
_AT_ONCE = 100
# Checking writes no treatment, and is many times as fast.
_CHECKED_AT_ONCE = 1000
_STORED_AT_ONCE = 2000
_LOOKED_AT, _SAMPLES = 40, 3
# So few are done while the person waits: a day's list needs no worker.
_A_DAY = 40
_MOST_ROWS = 100_000
UNDER_WAY = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
_NOT_IMPORTED = Remark(
    "row", "The program could not import this row. Log it by hand, and tell your administrator."
)
_FATES = {Outcome.ALREADY: RowFate.ALREADY, Outcome.REFUSED: RowFate.REFUSED}


class NotNow(Exception):
    """What was asked of an import does not fit the state that it is in; the text says why."""


@transaction.atomic
def store(*, clinic: Clinic, name: str, content: bytes, at: datetime, by: Staff) -> TreatmentImport:
    """Keep an uploaded file, encrypted row by row. Raises UnreadableFile."""
    found = table(content)
    if len(found.names) < 2:
        raise UnreadableFile(
            "The first row names only one column. Export the day's treatments as CSV, with the "
            "names of the columns in the first row."
        )
    kept: TreatmentImport = TreatmentImport.objects.create(
        clinic=clinic,
        name=name[:200],
        header=list(found.names),
        signature=treatment_columns.signature(found.names),
        by=by,
        uploaded_at=at,
    )
    count = 0
    while batch := list(islice(found.rows, _STORED_AT_ONCE)):
        bulk.insert([_kept(kept, row) for row in batch])
        count += len(batch)
        if count > _MOST_ROWS:
            raise UnreadableFile(f"The file has more than {_MOST_ROWS:,} rows. Split it.")
    if not count:
        raise UnreadableFile("The file has no rows under its first one. Export it again.")
    _note("import.uploaded", kept, at, by, rows=count)
    return kept


def remembered(*, run: TreatmentImport) -> list[str]:
    """What the columns hold: as somebody of the clinic said it last, else as their names sound."""
    header = run.header or []
    said = ColumnMapping.objects.of(run.clinic_id).filter(signature=run.signature).first()
    if said is None:
        return treatment_columns.guess(header)
    return [*said.columns, *[""] * len(header)][: len(header)]


def is_remembered(*, run: TreatmentImport) -> bool:
    """Whether somebody of the clinic has said before what these columns hold."""
    return bool(ColumnMapping.objects.of(run.clinic_id).filter(signature=run.signature).exists())


def samples(*, run: TreatmentImport) -> list[list[str]]:
    """The first values of each column that are not empty, for whoever says what it holds."""
    rows = [row.cells or [] for row in run.rows.filter(damage="").order_by("line")[:_LOOKED_AT]]
    return [
        list(dict.fromkeys(cells[place] for cells in rows if cells[place].strip()))[:_SAMPLES]
        for place in range(len(run.header or []))
    ]


@transaction.atomic
def check(*, run: TreatmentImport, columns: Sequence[str], at: datetime, by: Staff) -> None:
    """Remember what the columns hold, and foretell each row's fate under it."""
    locked = _locked(run, ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)
    ColumnMapping.objects.update_or_create(
        clinic_id=locked.clinic_id,
        signature=locked.signature,
        defaults={"columns": list(columns), "said_by": by, "said_at": at},
    )
    locked.rows.update(step=ImportRow.UPLOADED, fate="", visit_id="", who="", remarks=None)
    _move(locked, ImportState.CHECKING, columns=list(columns))


@transaction.atomic
def start(*, run: TreatmentImport, at: datetime, by: Staff) -> None:
    """Import what was checked."""
    locked = _locked(run, ImportState.CHECKED)
    _move(locked, ImportState.RUNNING, started_at=at, by=by)


@transaction.atomic
def undo(*, run: TreatmentImport, at: datetime, by: Staff) -> None:
    """Take back every treatment that the import has logged, within three minutes of its start."""
    locked = _locked(run, ImportState.DONE)
    if not may_undo(run=locked, at=at):
        raise NotNow(
            "The three minutes are over. Stop the follow-ups of those that were wrong instead."
        )
    _move(locked, ImportState.UNDOING, undo_at=at)
    _note("import.undone", locked, at, by)


def may_undo(*, run: TreatmentImport, at: datetime) -> bool:
    """Whether nothing of it can have been sent yet."""
    is_fresh = run.started_at is not None and at - run.started_at <= TAKE_BACK
    return run.state == ImportState.DONE and is_fresh


def go_on(*, import_id: int, at: datetime) -> bool:
    """Do the next batch of whatever is under way; whether there is more to do.

    False also where another worker is at it.
    """
    with transaction.atomic():
        run: TreatmentImport | None = (
            TreatmentImport.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("clinic", "by")
            .filter(pk=import_id, state__in=UNDER_WAY)
            .first()
        )
        if run is None:
            return False
        return _BATCHES[ImportState(run.state)](run, at)


def hurry(*, run: TreatmentImport, at: datetime) -> None:
    """Do at once what takes no longer than a page may: a check of some rows, a day's import."""
    run.refresh_from_db()
    few = run.rows.count() <= (_CHECKED_AT_ONCE if run.state == ImportState.CHECKING else _A_DAY)
    while few and go_on(import_id=run.pk, at=at):
        pass
    run.refresh_from_db()


def resume() -> None:
    """Nudge whatever a dead worker or a lost nudge left under way."""
    waiting = TreatmentImport.objects.filter(state__in=UNDER_WAY)
    for pk in waiting.values_list("pk", flat=True):
        nudge_later("go_on_importing", pk)


def forget_old(*, at: datetime) -> int:
    """Delete the rows of uploads that nobody needs any more; returns how many uploads."""
    before = at - timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = TreatmentImport.objects.filter(uploaded_at__lt=before, forgotten_at=None)
    forgotten = list(old.exclude(state__in=UNDER_WAY)[:20])
    for run in forgotten:
        _forget(run, at)
    return len(forgotten)


def counts_of(run: TreatmentImport) -> Counter[str]:
    """How many rows have which fate; those that have none yet under the empty name."""
    if run.counts is not None:
        return Counter(run.counts)
    rows = run.rows.order_by().values_list("fate").annotate(count=Count("id"))
    return Counter(dict(rows))


def done_of(run: TreatmentImport) -> int:
    """How many rows the present state has behind it."""
    return run.rows.filter(step__gte=_STEPS.get(ImportState(run.state), 0)).count()


@transaction.atomic
def _forget(run: TreatmentImport, at: datetime) -> None:
    run.counts, run.forgotten_at, run.name = dict(counts_of(run)), at, ""
    run.save(update_fields=["counts", "forgotten_at", "name"])
    run.rows.all().delete()


def _check_batch(run: TreatmentImport, at: datetime) -> bool:
    rows = list(run.rows.filter(step=ImportRow.UPLOADED).order_by("line")[:_CHECKED_AT_ONCE])
    if not rows:
        return _end(run, ImportState.CHECKED)
    batch = [_record(row, run.columns) for row in rows]
    seen = _seen(run, batch)
    foreseen = importing_check.foresee(clinic=run.clinic, batch=batch, seen=seen, at=at)
    for row, told in zip(rows, foreseen, strict=True):
        row.fate, row.visit_id, row.who = told.fate, told.visit_id, told.who
        row.remarks, row.step = _plain(told.remarks), ImportRow.CHECKED
    bulk.update(rows, fields={"fate", "visit_id", "who", "remarks", "step"})
    return _more(run)


def _seen(run: TreatmentImport, batch: Sequence[Record]) -> Seen:
    """Which of the batch's visits stand further up, and which patients are new there already."""
    earlier = run.rows.filter(fate__in=(RowFate.NEW, RowFate.KNOWN, RowFate.SILENT))
    ids = [record.cells.get("visit_id", "")[:64] for record in batch]
    visits = earlier.filter(visit_id__in=ids).values_list("visit_id", flat=True)
    return Seen(set(visits), set(earlier.exclude(who="").values_list("who", flat=True)))


def _import_batch(run: TreatmentImport, at: datetime) -> bool:
    rows = list(run.rows.filter(step=ImportRow.CHECKED).order_by("line")[:_AT_ONCE])
    if not rows:
        added = run.rows.filter(treatment__isnull=False).count()
        _note("treatments.imported", run, at, run.by, added=added)
        return _end(run, ImportState.DONE, ended_at=at)
    for row, fate in zip(rows, _fates(run, rows, at), strict=True):
        told = _plain(fate.remarks)
        # Why it is there already was said when it was checked.
        kept = row.remarks if fate.outcome is Outcome.ALREADY else None
        row.fate, row.remarks = _fate_of(fate), told or kept
        row.treatment_id, row.step = fate.treatment_id, ImportRow.IMPORTED
    bulk.update(rows, fields={"fate", "remarks", "treatment_id", "step"})
    return _more(run)


def _fates(run: TreatmentImport, rows: Sequence[ImportRow], at: datetime) -> list[Fate]:
    batch = [_record(row, run.columns) for row in rows]
    try:
        with transaction.atomic():
            return importing.take_in(clinic=run.clinic, batch=batch, at=at, by=run.by)
    except OperationalError:
        raise
    except Exception:  # one row that cannot be taken must not keep the others out for ever
        log.exception("import_batch_failed", taken_from=run.pk)
        return [_alone(run, record, at) for record in batch]


def _alone(run: TreatmentImport, record: Record, at: datetime) -> Fate:
    try:
        with transaction.atomic():
            (fate,) = importing.take_in(clinic=run.clinic, batch=[record], at=at, by=run.by)
            return fate
    except OperationalError:
        raise
    except Exception:
        log.exception("import_row_failed", taken_from=run.pk, line=record.line)
        visit_id = record.cells.get("visit_id", "")[:64]
        return Fate(record.line, visit_id, Outcome.REFUSED, (_NOT_IMPORTED,))


def _undo_batch(run: TreatmentImport, at: datetime) -> bool:
    waiting = run.rows.filter(step=ImportRow.IMPORTED).select_related("treatment__follow_up")
    rows = list(waiting.order_by("line")[:_AT_ONCE])
    if not rows:
        return _end(run, ImportState.UNDONE)
    for row in rows:
        _take_back(row, run.undo_at or at, run.by)
    bulk.update(rows, fields={"step", "remarks"})
    return _more(run)


def _take_back(row: ImportRow, at: datetime, by: Staff) -> None:
    row.step = ImportRow.UNDONE
    if row.treatment is None:
        return
    try:
        planning.undo(treatment=row.treatment, at=at, by=by)
    except planning.NotUndoneError as refusal:
        row.remarks = [["row", str(refusal)]]


_BATCHES = {
    ImportState.CHECKING: _check_batch,
    ImportState.RUNNING: _import_batch,
    ImportState.UNDOING: _undo_batch,
}
_STEPS = {
    ImportState.CHECKING: ImportRow.CHECKED,
    ImportState.RUNNING: ImportRow.IMPORTED,
    ImportState.UNDOING: ImportRow.UNDONE,
}


def _kept(run: TreatmentImport, row: Row) -> ImportRow:
    return ImportRow(
        clinic_id=run.clinic_id,
        taken_from=run,
        line=row.line,
        cells=list(row.cells),
        damage=row.damage[:300],
    )


def _record(row: ImportRow, columns: Sequence[str]) -> Record:
    cells = tuple(row.cells or ())
    return treatment_columns.mapped(Row(row.line, cells, row.damage), columns)


def _fate_of(fate: Fate) -> RowFate:
    if fate.outcome in _FATES:
        return _FATES[fate.outcome]
    if fate.is_silent:
        return RowFate.SILENT
    return RowFate.NEW if fate.is_new else RowFate.KNOWN


def _plain(remarks: Sequence[Remark]) -> list[list[str]] | None:
    return [[remark.column, remark.words] for remark in remarks] or None


def _locked(run: TreatmentImport, *states: ImportState) -> TreatmentImport:
    locked: TreatmentImport = TreatmentImport.objects.select_for_update().get(pk=run.pk)
    if locked.state not in states or locked.forgotten_at:
        raise NotNow(f"This file is {ImportState(locked.state).label} already.")
    return locked


def _move(run: TreatmentImport, state: ImportState, **more: object) -> None:
    run.state = state
    for name, value in more.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *more])
    nudge_later("go_on_importing", run.pk)


def _end(run: TreatmentImport, state: ImportState, **more: object) -> bool:
    run.state = state
    for name, value in more.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *more])
    return False


def _more(run: TreatmentImport) -> bool:
    """Always one turn more: the one that finds nothing left ends it."""
    return run.state in UNDER_WAY


def _note(act: str, run: TreatmentImport, at: datetime, by: Staff, **details: int) -> None:
    audit.record(
        clinic_id=run.clinic_id,
        act=act,
        subject="import",
        subject_id=run.pk,
        at=at,
        by=by,
        details=details,
    )

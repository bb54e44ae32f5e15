"""Imports a file of treatments: good rows go in, each other row is named with what to do."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction

from followup.care import planning, shipped
from followup.care.models import Protocol, Treatment
from followup.care.treatment_file import Record, records
from followup.care.treatment_rows import BadRow, Parsed, parsed
from followup.care.visit import Visit
from followup.clinic import audit, intake, names
from followup.clinic.intake import Remark
from followup.clinic.models import Clinic, Patient, Staff

# One transaction each: an import that is cut off keeps what went in, and may be started again.
_BATCH = 200
# Past this the last check-in has lost its use: such a visit is kept as history.
_TOO_LATE = timedelta(days=14)
_TOO_SOON = timedelta(days=31)
_TITLE = re.compile(r" (d?pt|ot|dc|lac|atc|rn|md)$")
_CONTACTS = frozenset({"phone", "email"})


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    ALREADY = "already there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the row that begins on `line`, and what a person should know of it."""

    line: int
    visit_id: str
    outcome: Outcome
    remarks: tuple[Remark, ...] = ()
    is_new: bool = False
    # Logged, but nothing of it will be sent.
    is_silent: bool = False
    treatment_id: int | None = field(default=None, compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether nobody need read it."""
        return self.outcome is Outcome.ADDED and not self.remarks


def import_treatments(
    *,
    clinic: Clinic,
    content: bytes,
    at: datetime,
    by: Staff | None = None,
    dry_run: bool = False,
) -> Iterator[Fate]:
    """The fate of every row, in the order of the file, as it is decided.

    Raises UnreadableFile before the first row. A dry run decides all of it and keeps nothing.
    """
    rows = records(content)
    return _dry(clinic, rows, at, by) if dry_run else _in_batches(clinic, rows, at, by)


def take_in(
    *, clinic: Clinic, batch: Sequence[Record], at: datetime, by: Staff | None
) -> list[Fate]:
    """What becomes of these rows, each by itself; call it in a transaction."""
    # Two imports at once take turns; whatever else the clinic does goes on.
    Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
    if not Protocol.objects.of(clinic).exists():
        shipped.install(clinic=clinic, at=at)
    rules = planning.rules_of(clinic)
    run = _Run(clinic, at, by, visits_present(clinic, batch), _therapists(clinic), rules)
    return [_fate(run, row) for row in batch]


def visits_present(clinic: Clinic, batch: Iterable[Record]) -> set[str]:
    """The visits of this batch that have been logged before."""
    ids = [row.cells.get("visit_id", "") for row in batch]
    logged = Treatment.objects.of(clinic).filter(external_id__in=ids, undone_at=None)
    return set(logged.values_list("external_id", flat=True)) - {""}


def timing(treated_at: datetime, at: datetime) -> Iterator[Remark]:
    """What to know of when it was; raises BadRow for what must be a mistake."""
    if treated_at > at + _TOO_SOON:
        words = "It is more than a month ahead. Check the date; for next visits use next_visit_at."
        raise BadRow((Remark("treated_at", words),))
    if treated_at > at:
        yield Remark("treated_at", "It is still to come: nothing is sent before it.")
    elif is_too_late(treated_at, at):
        yield Remark("treated_at", "It is more than 14 days ago: logged, and nothing will be sent.")


def is_too_late(treated_at: datetime, at: datetime) -> bool:
    """Whether the visit is kept as history only."""
    return treated_at < at - _TOO_LATE


def left_out(remark: Remark) -> Remark:
    """A contact that cannot be used, where another one can."""
    if remark.column not in _CONTACTS:
        return remark
    return replace(remark, words=f"{remark.words} Left out: add it on the patient's page.")


def twin_words(external_id: str) -> Remark:
    """One visit that was exported under two ids."""
    words = f"The same patient at the same time is visit {external_id} already."
    return Remark("visit_id", words)


def _in_batches(
    clinic: Clinic, rows: Iterator[Record], at: datetime, by: Staff | None
) -> Iterator[Fate]:
    added = 0
    while batch := list(islice(rows, _BATCH)):
        with transaction.atomic():
            fates = take_in(clinic=clinic, batch=batch, at=at, by=by)
        added += sum(fate.outcome is Outcome.ADDED for fate in fates)
        yield from fates
    if added:
        audit.record(
            clinic_id=clinic.pk,
            act="treatments.imported",
            subject="clinic",
            subject_id=clinic.pk,
            at=at,
            by=by,
            details={"added": added},
        )


def _dry(clinic: Clinic, rows: Iterator[Record], at: datetime, by: Staff | None) -> Iterator[Fate]:
    """All in one transaction that is given up, so that a row twice in the file is seen as such."""
    with transaction.atomic():
        fates = take_in(clinic=clinic, batch=list(rows), at=at, by=by)
        transaction.set_rollback(True)
    yield from fates


@dataclass(frozen=True, slots=True)
class _Run:
    """What the rows of a batch have in common; `present` grows with those that went in."""

    clinic: Clinic
    at: datetime
    by: Staff | None
    present: set[str]
    therapists: dict[str, Staff]
    rules: planning.Rules


def _therapists(clinic: Clinic) -> dict[str, Staff]:
    staff = Staff.objects.filter(clinic_id=clinic.pk, is_active=True)
    return {_without_title(member.name): member for member in staff}


def _without_title(name: str) -> str:
    return _TITLE.sub("", names.plain(name))


def _fate(run: _Run, row: Record) -> Fate:
    visit_id = row.cells.get("visit_id", "")[:64]
    if row.damage:
        return Fate(row.line, visit_id, Outcome.REFUSED, (Remark("row", row.damage),))
    if visit_id in run.present:
        return Fate(row.line, visit_id, Outcome.ALREADY)
    try:
        with transaction.atomic():
            fate = _log(run, row.line, parsed(row.cells, zone=ZoneInfo(run.clinic.time_zone)))
    except BadRow as refused:
        return Fate(row.line, visit_id, Outcome.REFUSED, refused.remarks)
    run.present.add(visit_id)
    return fate


def _log(run: _Run, line: int, row: Parsed) -> Fate:
    therapist = run.therapists.get(_without_title(row.visit.therapist_name))
    visit, at, by = replace(row.visit, therapist=therapist), run.at, run.by
    remarks = (*row.remarks, *timing(visit.treated_at, at))
    try:
        taken = intake.take_in(clinic=run.clinic, facts=row.facts, at=at, how="import", by=by)
    except intake.SomebodyElse as error:
        raise BadRow((Remark("patient_id", str(error)),)) from None
    if not taken.points:
        raise BadRow(tuple(remark for remark in taken.remarks if remark.column in _CONTACTS))
    if not taken.is_new and (twin := _twin(visit, taken.patient.pk)):
        return Fate(line, visit.external_id, Outcome.ALREADY, (twin_words(twin),))
    try:
        treatment = planning.log_treatment(
            patient=taken.patient, visit=visit, at=at, by=by, rules=run.rules
        )
    except (planning.VisitError, shipped.NoProtocolError) as error:
        raise BadRow((Remark("regions", str(error)),)) from None
    if therapist is not None and taken.patient.therapist_id is None:
        Patient.objects.filter(pk=taken.patient.pk).update(therapist=therapist)
    return Fate(
        line,
        visit.external_id,
        Outcome.ADDED,
        (*remarks, *(left_out(remark) for remark in taken.remarks)),
        is_new=taken.is_new,
        is_silent=not taken.channels or is_too_late(visit.treated_at, at),
        treatment_id=treatment.pk,
    )


def _twin(visit: Visit, patient_id: int) -> str | None:
    """Another visit of theirs at that very time: one visit that was exported under two ids."""
    same = Treatment.objects.filter(patient=patient_id, treated_at=visit.treated_at, undone_at=None)
    return same.values_list("external_id", flat=True).first()

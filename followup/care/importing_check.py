"""Foretells the fate of each row of an import, a batch at a time, before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followup.care.importing import (
    is_too_late,
    left_out,
    timing,
    twin_words,
    visits_present,
)
from followup.care.models import RowFate, Treatment
from followup.care.treatment_file import Record
from followup.care.treatment_rows import BadRow, Parsed, parsed
from followup.clinic import intake, names
from followup.clinic.intake import Foretold, PatientFacts, Remark
from followup.clinic.models import Clinic
from followup.lib.crypto import blind_index

_TWICE = Remark("visit_id", "The same visit stands further up in this file.")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What will become of a row; `who` is its patient as the file names them."""

    fate: RowFate
    visit_id: str = ""
    who: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Seen:
    """What stands further up in the same file; it grows with each row."""

    visits: set[str]
    people: set[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the clinic's rows say of a batch."""

    present: set[str]
    foretold: Mapping[int, Foretold]
    twins: Mapping[tuple[int, datetime], str]


def foresee(*, clinic: Clinic, batch: Sequence[Record], seen: Seen, at: datetime) -> list[Foreseen]:
    """The fate of each row, in order; a handful of queries however many rows there are."""
    rows = [_parsed(row, ZoneInfo(clinic.time_zone), at) for row in batch]
    good = {place: row for place, row in enumerate(rows) if isinstance(row, Parsed)}
    people = [row.facts for row in good.values()]
    foretold = dict(zip(good, intake.foretell(clinic=clinic, people=people, at=at), strict=True))
    known = _Known(visits_present(clinic, batch), foretold, _twins(good, foretold))
    return [_foreseen(batch[place], row, place, known, seen, at) for place, row in enumerate(rows)]


def who(facts: PatientFacts) -> str:
    """By which a patient is told from the others of the same file, without naming them."""
    named = names.plain(f"{facts.first_name} {facts.last_name}")
    own = facts.external_id or f"{named}\x00{facts.phone}\x00{facts.email}"
    return blind_index(own, purpose="import row")


def _parsed(row: Record, zone: ZoneInfo, at: datetime) -> Parsed | tuple[Remark, ...]:
    if row.damage:
        return (Remark("row", row.damage),)
    try:
        found = parsed(row.cells, zone=zone)
        remarks = (*found.remarks, *timing(found.visit.treated_at, at))
    except BadRow as refused:
        return refused.remarks
    return Parsed(found.facts, found.visit, remarks)


def _twins(
    good: Mapping[int, Parsed], foretold: Mapping[int, Foretold]
) -> dict[tuple[int, datetime], str]:
    """Visits of these patients at these very times, by patient and time."""
    patients = [told.patient.pk for told in foretold.values() if told.patient]
    times = {row.visit.treated_at for row in good.values()}
    same = Treatment.objects.filter(patient__in=patients, treated_at__in=times, undone_at=None)
    rows: Iterable[tuple[int, datetime, str]]
    rows = same.values_list("patient_id", "treated_at", "external_id")
    return {(patient, treated_at): visit for patient, treated_at, visit in rows}


def _foreseen(
    record: Record,
    row: Parsed | tuple[Remark, ...],
    place: int,
    known: _Known,
    seen: Seen,
    at: datetime,
) -> Foreseen:
    visit_id = record.cells.get("visit_id", "")[:64]
    if visit_id in known.present:
        return Foreseen(RowFate.ALREADY, visit_id)
    if not isinstance(row, Parsed):
        return Foreseen(RowFate.REFUSED, visit_id, remarks=row)
    if visit_id in seen.visits:
        return Foreseen(RowFate.ALREADY, visit_id, remarks=(_TWICE,))
    told = known.foretold[place]
    if told.faults:
        return Foreseen(RowFate.REFUSED, visit_id, remarks=told.faults)
    if told.patient and (told.patient.pk, row.visit.treated_at) in known.twins:
        twin = known.twins[told.patient.pk, row.visit.treated_at]
        return Foreseen(RowFate.ALREADY, visit_id, remarks=(twin_words(twin),))
    return _added(row, told, seen, visit_id, at)


def _added(row: Parsed, told: Foretold, seen: Seen, visit_id: str, at: datetime) -> Foreseen:
    person = who(row.facts)
    is_known = told.patient is not None or person in seen.people
    seen.visits.add(visit_id)
    seen.people.add(person)
    fate = RowFate.KNOWN if is_known else RowFate.NEW
    if not told.channels or is_too_late(row.visit.treated_at, at):
        fate = RowFate.SILENT
    remarks = (*row.remarks, *(left_out(remark) for remark in told.remarks))
    return Foreseen(fate, visit_id, person, remarks)

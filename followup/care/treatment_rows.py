"""Makes of one row of a treatment file who was treated, and how; values in, values out."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followup.care import local_time, regions
from followup.care.planning import Visit
from followup.clinic.intake import PatientFacts, Remark
from followup.clinic.models import Anticoagulant, Channel, Language

_YES = frozenset("yes y true t 1 x si sí granted agreed ok".split())
_NO = frozenset("no n false f 0 refused denied none".split())
_LANGUAGES = {
    Language.EN: frozenset("en eng english inglés ingles en-us".split()),
    Language.ES: frozenset("es esp spa spanish español espanol castellano es-us es-mx".split()),
}
_ANTICOAGULANT: dict[str, frozenset[str]] = {
    Anticoagulant.YES: _YES,
    Anticoagulant.NO: _NO,
    Anticoagulant.UNKNOWN: frozenset({"", "unknown", "unk", "?", "n/a", "na"}),
}
_LONGEST = {"visit_id": 64, "patient_id": 64, "first_name": 80, "last_name": 80, "therapist": 80}
_LONGEST |= {"condition": 80, "phone": 80, "email": 254}
_LONGEST_MUSCLE = 80
_EARLIEST_YEAR = 1990


class BadRow(ValueError):
    """A row that cannot go in, with everything that must be mended first."""

    def __init__(self, remarks: tuple[Remark, ...]) -> None:
        super().__init__("; ".join(f"{remark.column}: {remark.words}" for remark in remarks))
        self.remarks = remarks


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a row says, and what was left out of it."""

    facts: PatientFacts
    visit: Visit
    remarks: tuple[Remark, ...]


def parsed(cells: Mapping[str, str], *, zone: ZoneInfo) -> Parsed:
    """What the row says. Raises BadRow with all of its faults at once."""
    row = _Row(cells, zone)
    facts, visit = row.facts(), row.visit()
    if row.faults or facts is None or visit is None:
        raise BadRow(tuple(row.faults))
    return Parsed(facts, visit, tuple(row.remarks))


class _Row:
    """The cells of one row, and the faults found on the way through them."""

    def __init__(self, cells: Mapping[str, str], zone: ZoneInfo) -> None:
        self._cells = cells
        self._zone = zone
        self.faults: list[Remark] = []
        self.remarks: list[Remark] = []

    def facts(self) -> PatientFacts | None:
        if not (self._text("phone") or self._text("email")):
            self._fault("phone", "There is neither a phone nor an email address. Write one.")
        return PatientFacts(
            external_id=self._text("patient_id"),
            first_name=self._needed("first_name", "Write the first name that messages greet."),
            last_name=self._text("last_name"),
            phone=self._text("phone"),
            email=self._text("email"),
            language=self._language(),
            time_zone=self._time_zone(),
            anticoagulant=self._one_of("anticoagulant", _ANTICOAGULANT, "yes, no or unknown"),
            consents={channel: self._consent(f"consent_{channel}") for channel in Channel.values},
            consent_at=self._time("consent_at", whole_day=True),
        )

    def visit(self) -> Visit | None:
        visit_id = self._needed("visit_id", "Write the visit's id, by which it is found again.")
        treated_at = self._treated_at()
        next_visit_at = self._time("next_visit_at")
        if treated_at and next_visit_at and next_visit_at <= treated_at:
            self._fault("next_visit_at", "It is before the treatment. Check both times.")
        where = self._regions()
        if treated_at is None or not where:
            return None
        return Visit(
            external_id=visit_id,
            treated_at=treated_at,
            regions=where,
            muscles=self._muscles(),
            therapist_name=self._text("therapist"),
            condition=self._text("condition"),
            estim=self._estim(),
            visit_number=self._count("visit_number"),
            series_length=self._count("series_length"),
            next_visit_at=next_visit_at,
        )

    def _fault(self, column: str, words: str) -> None:
        self.faults.append(Remark(column, words))

    def _text(self, column: str) -> str:
        text, most = self._cells.get(column, ""), _LONGEST.get(column, 1000)
        if len(text) > most:
            if not any(fault.column == column for fault in self.faults):
                self._fault(column, f"It is {len(text)} characters long. Write at most {most}.")
            return ""
        return text

    def _needed(self, column: str, advice: str) -> str:
        text = self._text(column)
        if not self._cells.get(column, ""):
            self._fault(column, f"It is empty. {advice}")
        return text

    def _time(self, column: str, *, whole_day: bool = False) -> datetime | None:
        text = self._text(column)
        try:
            return local_time.instant(text, zone=self._zone, whole_day=whole_day) if text else None
        except local_time.TimeError as error:
            self._fault(column, str(error))
            return None

    def _treated_at(self) -> datetime | None:
        self._needed("treated_at", "Write when the visit was, like 2026-03-02T17:30.")
        treated_at = self._time("treated_at")
        if treated_at and treated_at.year < _EARLIEST_YEAR:
            self._fault("treated_at", f"It is in the year {treated_at.year}. Check the year.")
        return treated_at

    def _language(self) -> str:
        text = self._text("language").casefold()
        for language, words in _LANGUAGES.items():
            if text in words:
                return str(language)
        if text:
            self.remarks.append(Remark("language", f"{text[:20]!r} is not written yet: English."))
        return ""

    def _time_zone(self) -> str:
        name = self._text("time_zone")
        if name and name not in zoneinfo.available_timezones():
            self._fault(
                "time_zone", f"{name[:40]!r} is no time zone. Write one such as America/Denver."
            )
        return name

    def _one_of(self, column: str, known: Mapping[str, frozenset[str]], choices: str) -> str:
        text = self._text(column)
        for meaning, words in known.items():
            if text.casefold() in words:
                return str(meaning)
        self._fault(column, f"{text[:40]!r} is not known here. Write {choices}.")
        return ""

    def _consent(self, column: str) -> bool | None:
        if not self._text(column):
            return None
        found = self._one_of(column, {"yes": _YES, "no": _NO}, "yes, no or nothing")
        return {"yes": True, "no": False}.get(found)

    def _regions(self) -> tuple[str, ...]:
        words = _list(self._needed("regions", "Write the region, such as knee."), r"[;,/|]")
        found = [regions.known(word) for word in words]
        for word, region in zip(words, found, strict=True):
            if region is None:
                known = ", ".join(regions.REGIONS)
                self._fault("regions", f"{word[:40]!r} is not known here. Write one of: {known}.")
        return tuple(dict.fromkeys(region for region in found if region))

    def _muscles(self) -> tuple[str, ...]:
        return tuple(word[:_LONGEST_MUSCLE] for word in _list(self._text("muscles"), r"[;|]"))

    def _estim(self) -> bool:
        text = self._text("estim").casefold()
        if text and text not in _YES | _NO:
            self.remarks.append(Remark("estim", f"{text[:20]!r} is neither yes nor no: left out."))
        return text in _YES

    def _count(self, column: str) -> int | None:
        text = self._text(column)
        found = re.fullmatch(r"(\d{1,4})(?:\.0+)?", text)
        if text and found is None:
            self.remarks.append(Remark(column, f"{text[:20]!r} is no whole number: left out."))
        return int(found[1]) if found else None


def _list(text: str, marks: str) -> list[str]:
    return [word.strip() for word in re.split(marks, text) if word.strip()]

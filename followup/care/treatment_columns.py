"""Which column of an export holds what: guessed from its names, then said by a person; pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from followup.care.treatment_file import ONE_OF, REQUIRED, Record, Row, plain_name, record

# What an export may give in one column or in two; each is made into the columns of a record.
NAME, DAY, TIME = "name", "treated_on", "treated_time"
_MADE_OF = {"first_name": {NAME}, "treated_at": {DAY, TIME}}
# What the list of errors has beside the columns of the file.
ADDED = ("followup_line", "followup_says")
# In the order in which a person is asked.
COLUMNS = (
    *("visit_id", "patient_id", "first_name", "last_name", NAME, "phone", "email"),
    *("treated_at", DAY, TIME, "regions", "consent_sms", "consent_email", "consent_at"),
    *("language", "therapist", "next_visit_at", "condition", "muscles", "estim"),
    *("visit_number", "series_length", "anticoagulant", "time_zone"),
)
_ALSO: Mapping[str, frozenset[str]] = {
    "visit_id": frozenset(
        "appointment_id appt_id encounter_id encounter visit session_id id visit_no".split()
    ),
    "patient_id": frozenset(
        "mrn chart chart_number patient_number client_id account patient_no pt_id".split()
    ),
    "first_name": frozenset("first firstname given_name patient_first_name fname nombre".split()),
    "last_name": frozenset(
        "last lastname surname family_name patient_last_name lname apellido".split()
    ),
    NAME: frozenset("patient patient_name full_name client client_name pt_name paciente".split()),
    "phone": frozenset(
        "mobile cell cell_phone mobile_phone phone_number telephone tel telefono".split()
    ),
    "email": frozenset("e_mail email_address mail correo".split()),
    "treated_at": frozenset("date_time datetime appointment visit_date_time treated start".split()),
    DAY: frozenset("date visit_date appointment_date date_of_service dos treatment_date".split()),
    TIME: frozenset("time start_time visit_time appointment_time hour".split()),
    "regions": frozenset("region body_region body_part area areas site treated_area".split()),
    "consent_sms": frozenset("sms_consent text_consent ok_to_text consent sms_ok".split()),
    "consent_email": frozenset("email_consent ok_to_email email_ok".split()),
    "consent_at": frozenset("consent_date consent_on".split()),
    "language": frozenset("lang preferred_language idioma".split()),
    "therapist": frozenset("provider clinician practitioner pt treating_therapist".split()),
    "next_visit_at": frozenset("next_visit next_appointment next_appt".split()),
    "condition": frozenset("diagnosis dx problem".split()),
    "muscles": frozenset("muscle muscles_treated".split()),
    "estim": frozenset("e_stim stim electrical_stimulation".split()),
    "visit_number": frozenset("visit_count visit_no_of".split()),
    "series_length": frozenset("visits_planned total_visits authorized_visits".split()),
    "anticoagulant": frozenset("blood_thinner blood_thinners anticoagulants".split()),
    "time_zone": frozenset("timezone tz".split()),
}


def guess(names: Sequence[str]) -> list[str]:
    """For each column of the file what it seems to hold; empty where that is not clear."""
    plain = [re.sub(r"[^a-z0-9_]+", "", plain_name(name).replace(".", "_")) for name in names]
    found = [name if name in COLUMNS else "" for name in plain]
    for place, name in enumerate(plain):
        if not found[place]:
            found[place] = next(
                (column for column in COLUMNS if name in _ALSO[column] and column not in found), ""
            )
    return _without_twins(found)


def missing(columns: Sequence[str]) -> list[tuple[str, ...]]:
    """What no column holds, each as the columns of which one would do."""
    have = set(columns)
    needed = [(name,) for name in REQUIRED if name not in have and not _is_made(name, have)]
    return [*needed, *(names for names in ONE_OF if not have & set(names))]


def twice(columns: Sequence[str]) -> list[str]:
    """What more than one column is said to hold."""
    return sorted({name for name in columns if name and list(columns).count(name) > 1})


def signature(names: Sequence[str]) -> str:
    """The same for each file with the same first row, so that a mapping is remembered.

    What a list of errors added to it does not count, since that list comes back mended.
    """
    plain = (plain_name(name) for name in names)
    own = [name for name in plain if name not in ADDED]
    return hashlib.sha256("\x00".join(own).encode()).hexdigest()


def mapped(row: Row, columns: Sequence[str]) -> Record:
    """The row under our names; a whole name is cut in two, a day and a time are put together."""
    found = record(row, columns)
    cells = found.cells
    if NAME in cells:
        first, last = _cut(cells.pop(NAME))
        cells["first_name"] = cells.get("first_name") or first
        cells["last_name"] = cells.get("last_name") or last
    if DAY in cells or TIME in cells:
        joined = " ".join(part for part in (cells.pop(DAY, ""), cells.pop(TIME, "")) if part)
        cells["treated_at"] = cells.get("treated_at") or joined
    return found


def _cut(name: str) -> tuple[str, str]:
    """First and last name of "Ortega, Marisol" or "Marisol Ortega"."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.partition(" ")
    return first, last.strip()


def _is_made(name: str, have: set[str]) -> bool:
    parts = _MADE_OF.get(name)
    return parts is not None and parts <= have


def _without_twins(found: list[str]) -> list[str]:
    """A column that is named twice is left for a person to choose."""
    return ["" if name and found.count(name) > 1 else name for name in found]

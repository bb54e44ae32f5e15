"""Takes a patient in from another system's records, or finds them again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from followup.clinic import consent, contacts, names, phone
from followup.clinic.models import (
    Anticoagulant,
    Channel,
    Clinic,
    Consent,
    ContactPoint,
    Patient,
    Staff,
)

_KEPT = ("external_id", "language", "time_zone", "anticoagulant")
_COLUMNS = {Channel.SMS: "phone", Channel.EMAIL: "email"}


class SomebodyElse(ValueError):
    """The id belongs to a patient of another name; the text says what to check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """What the records say of a patient. Consent: yes, no, or nothing said."""

    external_id: str = ""
    first_name: str
    last_name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    time_zone: str = ""
    anticoagulant: str = ""
    consents: Mapping[str, bool | None] = field(default_factory=dict)
    consent_at: datetime | None = None

    def value(self, channel: str) -> str:
        """The phone or the address."""
        return self.phone if channel == Channel.SMS else self.email


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know or mend, and the column that it is about."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """What taking somebody in would come to; `faults` are in the way of it."""

    patient: Patient | None
    channels: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The patient, the channels on which they will be reached, and what to know of it."""

    patient: Patient
    is_new: bool
    channels: tuple[str, ...]
    points: tuple[ContactPoint, ...]
    remarks: tuple[Remark, ...]


def take_in(
    *, clinic: Clinic, facts: PatientFacts, at: datetime, how: str, by: Staff | None = None
) -> Intake:
    """Find or make the patient, their contact points, and the consent that the records tell of.

    A bad phone or address costs itself, not the patient. Raises SomebodyElse.
    """
    values, remarks = _stored(clinic, facts)
    # Those who are reached there already: the same person, or somebody who shares the phone.
    near = _at_contacts(clinic, values)
    patient = _find(facts, near, lambda: _of_id(clinic, facts))
    is_new = patient is None
    if patient is None:
        patient, present = _made(clinic, facts), []
    else:
        _update(patient, facts)
        present = list(patient.contact_points.all())
    points = [*present, *_add_contacts(patient, values, present)]
    people = {other.pk for other in near} | (set() if is_new else {patient.pk})
    ledger = consent.ledger(patient_ids=people) if people else {}
    lines, warnings = _new_lines(patient, facts, ledger, at, how, by)
    Consent.objects.bulk_create(lines)
    channels = _open_channels(patient, points, ledger, lines)
    said = (*remarks, *warnings, *_unreached(facts, channels))
    return Intake(patient, is_new, channels, tuple(points), said)


def foretell(*, clinic: Clinic, people: Sequence[PatientFacts], at: datetime) -> list[Foretold]:
    """The same for many at once, with nothing written and a handful of queries."""
    stored = [_stored(clinic, facts) for facts in people]
    known = _Known.of(clinic, people, [values for values, _ in stored])
    return [
        _foretold(clinic, facts, values, remarks, known, at)
        for facts, (values, remarks) in zip(people, stored, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """Whoever the facts may be about, by the clinic's own ids and by where they are reached."""

    by_id: Mapping[str, Patient]
    by_contact: Mapping[tuple[str, str], list[Patient]]
    ledger: consent.Ledger

    @classmethod
    def of(
        cls, clinic: Clinic, people: Sequence[PatientFacts], stored: Sequence[Mapping[str, str]]
    ) -> "_Known":
        indexes = {contacts.index_of(c, value) for values in stored for c, value in values.items()}
        reached = ContactPoint.objects.of(clinic).filter(index__in=indexes)
        ids = {facts.external_id for facts in people} - {""}
        mine = Q(pk__in=reached.values("patient")) | Q(external_id__in=ids)
        found = Patient.objects.of(clinic).filter(mine).select_related("clinic")
        patients = list(found.prefetch_related("contact_points"))
        by_contact: dict[tuple[str, str], list[Patient]] = {}
        for patient in patients:
            for point in patient.contact_points.all():
                by_contact.setdefault((point.channel, point.index), []).append(patient)
        by_id = {patient.external_id: patient for patient in patients if patient.external_id}
        return cls(by_id, by_contact, consent.ledger(patient_ids=[p.pk for p in patients]))

    def near(self, values: Mapping[str, str]) -> list[Patient]:
        keys = ((channel, contacts.index_of(channel, value)) for channel, value in values.items())
        found = {patient.pk: patient for key in keys for patient in self.by_contact.get(key, ())}
        return list(found.values())


def _foretold(
    clinic: Clinic,
    facts: PatientFacts,
    values: Mapping[str, str],
    remarks: list[Remark],
    known: _Known,
    at: datetime,
) -> Foretold:
    near = known.near(values)
    try:
        patient = _find(facts, near, lambda: known.by_id.get(facts.external_id))
    except SomebodyElse as error:
        return Foretold(None, faults=(Remark("patient_id", str(error)),))
    present = list(patient.contact_points.all()) if patient else []
    who = patient or Patient(clinic=clinic)
    points = [*present, *_fresh(who, values, present)]
    if not points:
        return Foretold(patient, faults=tuple(remarks))
    people = {other.pk for other in near} | ({patient.pk} if patient else set())
    ledger = {pk: known.ledger[pk] for pk in people if pk in known.ledger}
    lines, warnings = _new_lines(who, facts, ledger, at, "import", None)
    channels = _open_channels(who, points, ledger, lines)
    return Foretold(patient, channels, (*remarks, *warnings, *_unreached(facts, channels)))


def _stored(clinic: Clinic, facts: PatientFacts) -> tuple[dict[str, str], list[Remark]]:
    """Phone and address as they are stored, and what is wrong with those that cannot be."""
    values, remarks = {}, []
    for channel, column in _COLUMNS.items():
        typed = facts.value(channel)
        try:
            if typed:
                values[channel.value] = contacts.normal(
                    channel=channel, value=typed, country=clinic.country
                )
        except (phone.PhoneError, contacts.ContactError) as error:
            remarks.append(Remark(column, str(error)))
    return values, remarks


def _of_id(clinic: Clinic, facts: PatientFacts) -> Patient | None:
    found: Patient | None = (
        Patient.objects.of(clinic)
        .filter(external_id=facts.external_id)
        .select_related("clinic")
        .first()
    )
    return found


def _find(
    facts: PatientFacts, near: Sequence[Patient], of_id: Callable[[], Patient | None]
) -> Patient | None:
    if not facts.external_id:
        return _only(other for other in near if _name(other) == _name(facts))
    known = _only(other for other in near if other.external_id == facts.external_id)
    known = known or of_id()
    if known is not None:
        return _same_person(known.merged_into or known, facts)
    alike = (other for other in near if _name(other) == _name(facts))
    return _only(other for other in alike if not other.external_id)


def _only(people: Iterable[Patient]) -> Patient | None:
    found = list(people)
    return found[0] if len(found) == 1 else None


def _same_person(known: Patient, facts: PatientFacts) -> Patient:
    if not set(_name(known).split()) & set(_name(facts).split()):
        raise SomebodyElse(
            f"{facts.external_id!r} is the id of a patient of another name. "
            "Check the id; where the name has changed, change it on the patient's page first."
        )
    return known


def _at_contacts(clinic: Clinic, values: Mapping[str, str]) -> list[Patient]:
    wanted = Q(pk__in=[])
    for channel, value in values.items():
        wanted |= Q(channel=channel, index=contacts.index_of(channel, value))
    reached = ContactPoint.objects.of(clinic).filter(wanted)
    people = Patient.objects.filter(pk__in=reached.values("patient"))
    return list(people.select_related("clinic"))


def _name(person: Patient | PatientFacts) -> str:
    return names.plain(f"{person.first_name} {person.last_name}")


def _made(clinic: Clinic, facts: PatientFacts) -> Patient:
    patient = Patient(clinic=clinic)
    names.set_name(patient=patient, first=facts.first_name, last=facts.last_name)
    _apply(patient, facts)
    patient.save()
    return patient


def _update(patient: Patient, facts: PatientFacts) -> None:
    """What the records say now; what they leave open stays as it was."""
    before = {name: getattr(patient, name) for name in _KEPT}
    _apply(patient, facts)
    if before != {name: getattr(patient, name) for name in _KEPT}:
        patient.save(update_fields=_KEPT)


def _apply(patient: Patient, facts: PatientFacts) -> None:
    # The one that a merged record keeps its own of is found by both.
    patient.external_id = patient.external_id or facts.external_id
    patient.language = facts.language or patient.language
    patient.time_zone = facts.time_zone or patient.time_zone
    if facts.anticoagulant not in {"", Anticoagulant.UNKNOWN}:
        patient.anticoagulant = facts.anticoagulant


def _add_contacts(
    patient: Patient, values: Mapping[str, str], present: list[ContactPoint]
) -> list[ContactPoint]:
    """What is new goes before what was there: the records know the number that rings now."""
    fresh = _fresh(patient, values, present)
    ContactPoint.objects.bulk_create(fresh)
    for point in fresh if present else ():
        contacts.prefer(point=point)
    return fresh


def _fresh(
    patient: Patient, values: Mapping[str, str], present: list[ContactPoint]
) -> list[ContactPoint]:
    known = {(point.channel, point.index) for point in present}
    return [
        contacts.unsaved(patient=patient, channel=channel, stored=value, rank=1)
        for channel, value in values.items()
        if (channel, contacts.index_of(channel, value)) not in known
    ]


def _new_lines(
    patient: Patient,
    facts: PatientFacts,
    ledger: consent.Ledger,
    at: datetime,
    how: str,
    by: Staff | None,
) -> tuple[list[Consent], list[Remark]]:
    """The lines to add to the ledger, and the consents that it does not believe."""
    # A line with a time to come would outweigh a STOP that comes before that time.
    when = min(facts.consent_at or at, at)
    lines, remarks = [], []
    for channel, says in facts.consents.items():
        newest = ledger.get(patient.pk, {}).get(channel)
        if says and consent.said_stop(ledger, channel):
            words = "They opted out themselves, and only they can undo it: by texting START."
            remarks.append(Remark(f"consent_{channel}", words))
        elif says is not None and (newest is None or (newest.granted != says and newest.at < when)):
            lines.append(
                Consent(
                    clinic_id=patient.clinic_id,
                    patient=patient,
                    channel=channel,
                    granted=says,
                    at=when,
                    how=how,
                    by=by,
                    wording=patient.clinic.consent_wording,
                )
            )
    return lines, remarks


def _open_channels(
    patient: Patient, points: list[ContactPoint], ledger: consent.Ledger, lines: list[Consent]
) -> tuple[str, ...]:
    agreed = {line.channel: line for line in (*ledger.get(patient.pk, {}).values(), *lines)}
    return _reachable(points, {name for name, line in agreed.items() if line.granted})


def _reachable(points: list[ContactPoint], agreed: set[str]) -> tuple[str, ...]:
    working = {point.channel for point in points if point.unreachable_at is None}
    return tuple(name for name in Channel.values if name in working & agreed)


def _unreached(facts: PatientFacts, channels: tuple[str, ...]) -> Iterator[Remark]:
    if not channels:
        yield Remark(
            "consent_sms",
            "Logged, but nothing will be sent: there is no channel with both a consent and "
            "a working phone or address. Add them on the patient's page.",
        )
    elif Channel.SMS not in channels and facts.consents.get(Channel.SMS) is False:
        yield Remark("consent_sms", "Texts are refused: everything goes by email.")

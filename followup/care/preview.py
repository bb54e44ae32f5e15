"""What will be sent after a treatment, when and why, before anything is written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care.budget import Due, forecast
from followup.care.models import Kind, PlannedMessage, PlannedState, Step, StopRule, Treatment
from followup.care.reasons import left_out_words, moved_words
from followup.care.schedule import Slot
from followup.care.shipped import protocol_for
from followup.care.visit import Visit, timetable
from followup.care.whose_hours import zones_of
from followup.clinic.models import Clinic

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """What the plan needs to know of a patient, who need not be stored yet."""

    time_zone: str = ""
    number: str = ""
    patient_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One step in the patient's own time; `gives_way`: the cap will keep it back."""

    slug: str
    kind: str
    # Of its step, which decides on its words.
    offset_days: int
    label: str
    due_at: datetime
    expires_at: datetime
    moved_from: datetime | None
    moved_because: str
    left_out: str
    gives_way: bool

    @property
    def why(self) -> str:
        """Why it was moved or left out, in words; empty when it goes as its step says."""
        if self.left_out:
            return left_out_words(self.left_out)
        if self.gives_way:
            return left_out_words("cap")
        if self.moved_from is None:
            return ""
        why = moved_words(self.moved_because)
        return f"moved from {self.moved_from:%a, %b %-d, %-I:%M %p}: {why}"


def preview(
    *, clinic: Clinic, patient_facts: PatientFacts, visit: Visit, at: datetime
) -> list[PreviewLine]:
    """The plan that logging this visit now would make, line by line in the order of time."""
    zones = zones_of(
        clinic_zone=clinic.time_zone,
        time_zone=patient_facts.time_zone,
        number=patient_facts.number,
    )
    others = Treatment.objects.filter(patient=patient_facts.patient_id, undone_at=None)
    version = protocol_for(clinic=clinic, regions=visit.regions, condition=visit.condition)
    rows = timetable(version=version, visit=visit, zones=zones, others=others, at=at)
    slots = sorted((slot for _, slot in rows), key=lambda slot: slot.due_at)
    days = {slot.slug: step.offset_days for step, slot in rows}
    going = [slot for slot in slots if not slot.left_out]
    beside = _already_planned(patient_facts.patient_id, visit)
    too_many = forecast(
        [*(Due(slot.kind, slot.due_at) for slot in going), *beside],
        sent=_sent(patient_facts.patient_id, at),
        zone=zones[0],
        per_day=clinic.cap_per_day,
        per_week=clinic.cap_per_week,
    )
    giving_way = {slot.slug for slot, full in zip(going, too_many, strict=False) if full}
    return [_line(slot, zones[0], days[slot.slug], slot.slug in giving_way) for slot in slots]


def _already_planned(patient_id: int | None, visit: Visit) -> list[Due]:
    """What earlier follow-ups will still say, without what this treatment makes pointless."""
    rows = PlannedMessage.objects.filter(patient=patient_id, state=PlannedState.PLANNED).exclude(
        due_at__gt=visit.treated_at,
        follow_up__treatment__treated_at__lte=visit.treated_at,
        step__in=Step.objects.exclude(stop_rule=StopRule.NONE),
    )
    return [Due(row.kind, row.due_at) for row in rows]


def _sent(patient_id: int | None, at: datetime) -> list[datetime]:
    rows = PlannedMessage.objects.filter(
        patient=patient_id, state=PlannedState.DONE, settled_at__gt=at - _WEEK
    )
    return list(rows.values_list("settled_at", flat=True))


def _line(slot: Slot, own: ZoneInfo, offset_days: int, gives_way: bool) -> PreviewLine:
    moved = not slot.left_out and slot.due_at != slot.wanted_at
    return PreviewLine(
        slug=slot.slug,
        kind=slot.kind,
        offset_days=offset_days,
        label=str(Kind(slot.kind).label),
        due_at=slot.due_at.astimezone(own),
        expires_at=slot.expires_at.astimezone(own),
        moved_from=slot.wanted_at.astimezone(own) if moved else None,
        moved_because=slot.moved_because,
        left_out=slot.left_out,
        gives_way=gives_way,
    )

"""What a person logs of a visit, and the timetable that follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care.models import Anchor, ProtocolVersion, Step, StopRule, Treatment
from followup.care.schedule import Facts, Hours, Slot, Stop, plan
from followup.care.whose_hours import hours_of
from followup.clinic.models import Staff

# A treatment so near to a booked visit is that visit, begun early or late.
SAME_VISIT = timedelta(hours=12)
_LONGEST_REGION = 16


class VisitError(ValueError):
    """A visit that cannot be logged as it is; the text says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit as it is logged; instants know their zone, regions are those of the protocols."""

    treated_at: datetime
    regions: tuple[str, ...]
    muscles: tuple[str, ...] = ()
    condition: str = ""
    estim: bool = False
    therapist: Staff | None = None
    therapist_name: str = ""
    visit_number: int | None = None
    series_length: int | None = None
    next_visit_at: datetime | None = None
    external_id: str = ""

    def __post_init__(self) -> None:
        if not self.regions:
            raise VisitError("No region is named. Name the region that was needled, such as knee.")
        for region in self.regions:
            if not 0 < len(region) <= _LONGEST_REGION:
                raise VisitError(
                    f"{region!r} is no region. Write one word of at most {_LONGEST_REGION} "
                    "letters, such as knee or low_back."
                )
        for instant in (self.treated_at, self.next_visit_at):
            if instant is not None and instant.tzinfo is None:
                raise VisitError(f"{instant} has no time zone. Write the clinic's local time.")


def timetable(
    *,
    version: ProtocolVersion,
    visit: Visit,
    zones: tuple[ZoneInfo, ...],
    others: Iterable[Treatment],
    at: datetime,
    hours: Hours | None = None,
) -> list[tuple[Step, Slot]]:
    """Each step with its slot; `others` are the patient's other treatments that stand.

    `hours` are the clinic's, read here where the caller has not done so for many visits.
    """
    others = list(others)
    steps = list(version.steps.all())
    hours = hours or hours_of(version.clinic)
    slots = slots_of(steps=steps, visit=visit, hours=hours, zones=zones, others=others, at=at)
    return [
        (step, unless_newer(step, slot, visit, others))
        for step, slot in zip(steps, slots, strict=True)
    ]


def slots_of(
    *,
    steps: Iterable[Step],
    visit: Visit,
    hours: Hours,
    zones: tuple[ZoneInfo, ...],
    others: Iterable[Treatment],
    at: datetime,
) -> tuple[Slot, ...]:
    """The same as the schedule alone would have it, in any hours: also those not yet decided."""
    return plan(
        stops=[_stop(step) for step in steps],
        facts=_facts(visit, list(others), at),
        hours=hours,
        zones=zones,
    )


def visit_of(treatment: Treatment) -> Visit:
    """What the timetable needs to know of a treatment that has been logged."""
    return Visit(
        treated_at=treatment.treated_at,
        regions=tuple(treatment.regions),
        visit_number=treatment.visit_number,
        series_length=treatment.series_length,
        next_visit_at=treatment.next_visit_at,
    )


def _stop(step: Step) -> Stop:
    return Stop(
        slug=step.slug,
        kind=step.kind,
        anchor=step.anchor,
        offset_days=step.offset_days,
        offset_minutes=step.offset_minutes,
        window=step.window,
        useful_minutes=step.useful_minutes,
    )


def _facts(visit: Visit, others: list[Treatment], at: datetime) -> Facts:
    from_now = max(at, visit.treated_at + SAME_VISIT)
    return Facts(
        at=at,
        treated_at=visit.treated_at,
        next_visit_at=visit.next_visit_at,
        visit_number=visit.visit_number,
        series_length=visit.series_length,
        booked=any(other.next_visit_at and other.next_visit_at > from_now for other in others),
    )


def unless_newer(step: Step, slot: Slot, visit: Visit, others: Iterable[Treatment]) -> Slot:
    """Logged late: what a newer treatment has made pointless is left out from the start."""
    newer = [other for other in others if other.treated_at > visit.treated_at]
    if slot.left_out or step.stop_rule == StopRule.NONE:
        return slot
    if step.anchor == Anchor.NEXT_VISIT and not any(other.next_visit_at for other in newer):
        return slot
    if all(other.treated_at >= slot.due_at for other in newer):
        return slot
    return slot.without(because="new_treatment")

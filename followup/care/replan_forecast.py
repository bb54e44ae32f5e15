"""What replanning would change in the follow-ups of an older version; nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from followup.care.hours import Hours
from followup.care.models import (
    FollowUp,
    FollowUpState,
    PlannedMessage,
    ProtocolVersion,
    Treatment,
)
from followup.care.replan_changes import Change, Plans, Row, changes
from followup.care.schedule import Slot
from followup.care.visit import slots_of, unless_newer, visit_of
from followup.care.whose_hours import hours_of, zones_of_patient

BATCH = 200


@dataclass(frozen=True, slots=True)
class Replanned:
    """One follow-up with what changes in it."""

    follow_up: FollowUp
    changes: list[Change]

    @property
    def telling(self) -> list[Change]:
        """Those that a person would notice."""
        return [change for change in self.changes if change.what != "kept"]


def running(version: ProtocolVersion) -> QuerySet[FollowUp]:
    """The follow-ups that run by an older version of the same protocol."""
    older = ProtocolVersion.objects.filter(protocol=version.protocol_id, number__lt=version.number)
    found: QuerySet[FollowUp] = FollowUp.objects.filter(
        version__in=older, state=FollowUpState.ACTIVE
    )
    return found.order_by("pk")


def foreseen(
    *, version: ProtocolVersion, at: datetime, after: int = 0, most: int = BATCH
) -> list[Replanned]:
    """What replanning now would change, of the `most` follow-ups behind the id `after`."""
    ids = list(running(version).filter(pk__gt=after).values_list("pk", flat=True)[:most])
    return changes_of(ids, version, at)


def totals(found: Iterable[Replanned]) -> Counter[str]:
    """How many messages are moved, added, dropped, kept."""
    return Counter(change.what for each in found for change in each.changes)


def changes_of(ids: Sequence[int], version: ProtocolVersion, at: datetime) -> list[Replanned]:
    """Of those that are still active; a handful of queries, however many they are."""
    follow_ups = list(
        FollowUp.objects.filter(pk__in=ids, state=FollowUpState.ACTIVE)
        .select_related("treatment", "patient__clinic", "version")
        .prefetch_related("patient__contact_points", "planned__step", "version__steps")
        .order_by("pk")
    )
    prefetch_related_objects([version], "steps")
    hours = hours_of(version.clinic)
    others = _treatments(follow_up.patient_id for follow_up in follow_ups)
    return [
        Replanned(each, _changes(each, version, hours, others[each.patient_id], at))
        for each in follow_ups
    ]


def _treatments(patients: Iterable[int]) -> dict[int, list[Treatment]]:
    found: dict[int, list[Treatment]] = defaultdict(list)
    for treatment in Treatment.objects.filter(patient__in=set(patients), undone_at=None):
        found[treatment.patient_id].append(treatment)
    return found


def _changes(
    follow_up: FollowUp,
    version: ProtocolVersion,
    hours: Hours,
    treatments: Iterable[Treatment],
    at: datetime,
) -> list[Change]:
    treatment = follow_up.treatment
    others = [other for other in treatments if other.pk != treatment.pk]
    zones = zones_of_patient(follow_up.patient)
    visit = visit_of(treatment)

    def planned_by(which: ProtocolVersion, when: datetime) -> dict[str, Slot]:
        steps = list(which.steps.all())
        slots = slots_of(steps=steps, visit=visit, hours=hours, zones=zones, others=others, at=when)
        pairs = zip(steps, slots, strict=True)
        return {step.slug: unless_newer(step, slot, visit, others) for step, slot in pairs}

    plans = Plans(
        old=planned_by(follow_up.version, treatment.logged_at),
        new=planned_by(version, treatment.logged_at),
        late=planned_by(version, at),
    )
    return changes(rows=map(_row, follow_up.planned.all()), plans=plans, at=at)


def _row(planned: PlannedMessage) -> Row:
    return Row(
        pk=planned.pk,
        slug=planned.step.slug,
        kind=planned.kind,
        state=planned.state,
        reason=planned.reason,
        due_at=planned.due_at,
        moved_because=planned.moved_because,
        is_called_about=planned.call_opened_at is not None,
    )

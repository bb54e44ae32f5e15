"""Who will get the words of a place next: the steps that use them, and what is planned already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from followup.care.models import (
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
    ProtocolVersion,
    Step,
)
from followup.clinic import consent
from followup.clinic.consent import Standing
from followup.clinic.models import Clinic, ContactPoint
from followup.messaging import words
from followup.messaging.places import Place

_SHOWN = 5
# Beyond so many planned messages it is enough to know that they are many.
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Use:
    """`count` planned messages will have these words, `at_least` where not all were looked at."""

    steps: Sequence[Step]
    count: int
    at_least: bool
    soonest: Sequence[PlannedMessage]
    # It answers what a patient or the system says, so that nothing of it is ever planned.
    is_answer: bool


def use_of(*, clinic: Clinic, place: Place, at: datetime) -> Use:
    """What publishing words at this place would change."""
    if place.name != "footer" and place.entry.kind not in Kind.values:
        return Use([], 0, at_least=False, soonest=[], is_answer=True)
    rows = list(_planned(clinic, place, at)[: _MOST + 1])
    going = list(_by_channel(rows[:_MOST], place.channel))
    return Use(
        steps=_steps(clinic, place),
        count=len(going),
        at_least=len(rows) > _MOST,
        soonest=going[:_SHOWN],
        is_answer=False,
    )


def _planned(clinic: Clinic, place: Place, at: datetime) -> QuerySet[PlannedMessage]:
    rows = PlannedMessage.objects.of(clinic).filter(
        state=PlannedState.PLANNED,
        expires_at__gt=at,
        follow_up__state=FollowUpState.ACTIVE,
        patient__language=place.language,
        step__channels__contains=[place.channel],
    )
    if place.name != "footer":
        slugs = [slug for slug in _slugs(clinic) if _has_words_of(place, slug)]
        rows = rows.filter(kind=place.entry.kind, step__slug__in=slugs)
    found: QuerySet[PlannedMessage] = rows.select_related("step", "patient").order_by("due_at")
    return found


def _steps(clinic: Clinic, place: Place) -> list[Step]:
    """The stops of today's protocols at which these words go out."""
    newest = (
        ProtocolVersion.objects.of(clinic)
        .filter(protocol__archived_at__isnull=True)
        .order_by("protocol_id", "-number")
        .distinct("protocol_id")
        .values_list("pk", flat=True)
    )
    steps = Step.objects.filter(version__in=list(newest), channels__contains=[place.channel])
    found = steps.select_related("version__protocol").order_by("version__protocol__name", "pk")
    return [step for step in found if _goes_at(place, step)]


def _goes_at(place: Place, step: Step) -> bool:
    if place.name == "footer":
        return True
    if place.entry.kind == Kind.NUDGE:
        return bool(step.nudge_days) and _has_words_of(place, step.slug)
    return step.kind == place.entry.kind and _has_words_of(place, step.slug)


def _has_words_of(place: Place, slug: str) -> bool:
    return words.shipped_catalog().entry(kind=place.entry.kind, variant=slug) == place.entry


def _slugs(clinic: Clinic) -> list[str]:
    return list(Step.objects.of(clinic).values_list("slug", flat=True).distinct())


def _by_channel(rows: Sequence[PlannedMessage], channel: str) -> Iterator[PlannedMessage]:
    """Those that would go by that channel, as far as one can say before their hour."""
    patients = {row.patient_id for row in rows}
    points = ContactPoint.objects.filter(patient__in=patients, unreachable_at__isnull=True)
    reached = set(points.values_list("patient", "channel"))
    agreed = consent.newest(patient_ids=patients)
    for row in rows:
        if _first_way(row, reached, agreed) == channel:
            yield row


def _first_way(
    row: PlannedMessage,
    reached: set[tuple[int, str]],
    agreed: Mapping[tuple[int, str], Standing],
) -> str:
    for channel in row.step.channels:
        line = agreed.get((row.patient_id, channel))
        if (row.patient_id, channel) in reached and line is not None and line.granted:
            return str(channel)
    return ""

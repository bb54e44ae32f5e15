"""Gather what the decisions on a batch rest on, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from followup.care import budget
from followup.care.hours import Hours
from followup.care.models import (
    CheckIn,
    CheckInState,
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
)
from followup.care.planning import hours_of_each, zones_of
from followup.clinic import consent
from followup.clinic.consent import Standing
from followup.clinic.models import Channel, ContactPoint
from followup.messaging.due import Due
from followup.messaging.models import Message, Status
from followup.messaging.policy import Facts, Way

_WEEK = timedelta(days=8)
POINT_COLUMNS = ("value", "index", "unreachable_at")


@dataclass(frozen=True, slots=True)
class Point:
    """A phone or an address; unreachable since then, if at all."""

    value: str
    index: str
    unreachable_at: datetime | None


@dataclass(slots=True)
class Surroundings:
    """What is known of the patients of one batch, by patient id."""

    points: Mapping[tuple[int, str], Point]
    consents: Mapping[tuple[int, str], Standing]
    sent: dict[int, list[datetime]]
    coming: Mapping[int, Sequence[budget.Due]]
    check_ins: Mapping[tuple[int, int], CheckIn]
    hours: Mapping[int, Hours]


def gather(*, rows: Sequence[Due], at: datetime) -> Surroundings:
    """Six queries, however many rows."""
    patients = {row.patient_id for row in rows}
    return Surroundings(
        points=_points(patients),
        consents=consent.newest(patient_ids=patients),
        sent=sent_to(patients=patients, at=at),
        coming=_coming(patients, {row.pk for row in rows}, at),
        check_ins=_check_ins(rows),
        hours=hours_of_each(row.clinic for row in rows),
    )


def facts_of(row: Due, *, known: Surroundings, at: datetime) -> Facts:
    """The facts of one row; call it after the more important rows of its patient are decided."""
    ways = [_way(row, channel, known) for channel in _in_order(row)]
    phone = known.points.get((row.patient_id, Channel.SMS))
    return Facts(
        kind=row.kind,
        at=at,
        expires_at=row.expires_at,
        window=row.step.window,
        hours=known.hours[row.clinic_id],
        zones=zones_of(
            clinic_zone=row.clinic.time_zone,
            time_zone=row.time_zone,
            number=phone.value if phone else "",
        ),
        ways=ways,
        pointless=_pointless(row, known),
        paused=row.paused_at is not None,
        others=[*known.sent[row.patient_id], *_more_important(row, known)],
        per_day=row.clinic.cap_per_day,
        per_week=row.clinic.cap_per_week,
    )


def sent_to(
    *, patients: Iterable[int], at: datetime, beside: Iterable[int] = ()
) -> dict[int, list[datetime]]:
    """When each patient got an automated message, or may have, in the last week.

    `beside`: the ids of messages that are not counted.
    """
    sent: dict[int, list[datetime]] = defaultdict(list)
    rows = (
        Message.objects.filter(
            patient__in=patients, planned__isnull=False, created_at__gt=at - _WEEK
        )
        .exclude(pk__in=list(beside))
        .exclude(status=Status.FAILED, accepted_at__isnull=True)
        .values_list("patient", "accepted_at", "created_at")
    )
    for patient, accepted_at, created_at in rows:
        sent[patient].append(accepted_at or created_at)
    return sent


def _points(patients: Iterable[int]) -> dict[tuple[int, str], Point]:
    """The preferred contact point of each channel; one that works before one that does not."""
    found: dict[tuple[int, str], Point] = {}
    rows = ContactPoint.objects.filter(patient__in=patients)
    for patient, channel, *values in rows.values_list("patient", "channel", *POINT_COLUMNS):
        key, point = (patient, channel), Point(*values)
        if key not in found or (found[key].unreachable_at and not point.unreachable_at):
            found[key] = point
    return found


def _coming(
    patients: Iterable[int], deciding: Iterable[int], at: datetime
) -> dict[int, list[budget.Due]]:
    """What is planned for them within the week, beside the rows that are being decided."""
    coming: dict[int, list[budget.Due]] = defaultdict(list)
    rows = PlannedMessage.objects.filter(
        patient__in=patients,
        state__in=[PlannedState.PLANNED, PlannedState.CLAIMED],
        due_at__lt=at + _WEEK,
        expires_at__gt=at,
        follow_up__state=FollowUpState.ACTIVE,
    )
    others = rows.exclude(pk__in=list(deciding)).values_list("patient", "kind", "due_at")
    for patient, kind, due_at in others:
        coming[patient].append(budget.Due(kind, due_at))
    return coming


def _check_ins(rows: Sequence[Due]) -> dict[tuple[int, int], CheckIn]:
    nudges = [row.follow_up_id for row in rows if row.kind == Kind.NUDGE]
    if not nudges:
        return {}
    found = CheckIn.objects.filter(follow_up__in=nudges).select_related("planned")
    return {(check_in.follow_up_id, check_in.planned.step_id): check_in for check_in in found}


def _in_order(row: Due) -> list[str]:
    """The step's channels, the one that the patient would rather have first."""
    return sorted(row.step.channels, key=lambda channel: channel != row.preferred_channel)


def _way(row: Due, channel: str, known: Surroundings) -> Way:
    point = known.points.get((row.patient_id, channel))
    if point is None:
        return Way(channel, "no_contact")
    line = known.consents.get((row.patient_id, channel))
    if line is None:
        return Way(channel, "no_consent")
    if not line.granted:
        by_patient = line.how in consent.BY_THE_PATIENT
        return Way(channel, "opted_out" if by_patient else "no_consent")
    return Way(channel, "unreachable" if point.unreachable_at else "")


def _pointless(row: Due, known: Surroundings) -> str:
    if row.follow_up_state != FollowUpState.ACTIVE:
        return row.stopped_reason or "finished"
    if row.kind != Kind.NUDGE:
        return ""
    check_in = known.check_ins.get((row.follow_up_id, row.step_id))
    if check_in is None or check_in.state == CheckInState.CLOSED:
        return "round_over"
    return "answered" if check_in.state == CheckInState.ANSWERED else ""


def _more_important(row: Due, known: Surroundings) -> list[datetime]:
    mine = budget.importance(row.kind)
    return [
        other.at for other in known.coming[row.patient_id] if budget.importance(other.kind) > mine
    ]

"""The one nudge of an unanswered check-in, counted from when its first text was accepted."""

from datetime import datetime, timedelta

from followup.care.models import (
    CheckIn,
    CheckInState,
    FollowUp,
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
)
from followup.care.schedule import Opening, next_open, shifted
from followup.care.whose_hours import hours_of, zones_of_patient

# Of use for so long, but never until the next round of questions.
_USEFUL = timedelta(hours=16)
_BEFORE_THE_NEXT = timedelta(hours=2)


def plan_nudge(*, planned: PlannedMessage, accepted_at: datetime) -> None:
    """Plan the nudge of a check-in that has just been accepted; asked twice it plans one.

    It goes so many days later at the same time on the wall. One that cannot go in time is stored
    as skipped, with its reason; a check-in that is settled already has none.
    """
    if not planned.step.nudge_days or not _is_waiting(planned):
        return
    zones = zones_of_patient(planned.patient)
    wanted = shifted(accepted_at, days=planned.step.nudge_days, zone=zones[0])
    hours = hours_of(planned.patient.clinic)
    opening = next_open(wanted, window="regular", hours=hours, zones=zones)
    next_asked_at = _next_asked_at(planned)
    left_out = _left_out(opening, wanted, next_asked_at)
    PlannedMessage.objects.get_or_create(
        follow_up_id=planned.follow_up_id,
        step_id=planned.step_id,
        kind=Kind.NUDGE,
        defaults={
            "clinic_id": planned.clinic_id,
            "patient_id": planned.patient_id,
            "due_at": opening.at,
            "expires_at": opening.at + _USEFUL if left_out else _ends(wanted, next_asked_at),
            "moved_because": "" if left_out else opening.moved_because,
            "state": PlannedState.SKIPPED if left_out else PlannedState.PLANNED,
            "reason": left_out,
            "settled_at": accepted_at if left_out else None,
        },
    )


def _is_waiting(planned: PlannedMessage) -> bool:
    settled = CheckIn.objects.filter(planned=planned).exclude(state=CheckInState.OPEN)
    active = FollowUp.objects.filter(pk=planned.follow_up_id, state=FollowUpState.ACTIVE)
    return active.exists() and not settled.exists()


def _next_asked_at(planned: PlannedMessage) -> datetime | None:
    following = PlannedMessage.objects.filter(
        follow_up=planned.follow_up_id,
        kind=Kind.CHECK_IN,
        state=PlannedState.PLANNED,
        due_at__gt=planned.due_at,
    )
    first: datetime | None = following.order_by("due_at").values_list("due_at", flat=True).first()
    return first


def _ends(wanted: datetime, next_asked_at: datetime | None) -> datetime:
    ends = wanted + _USEFUL
    return min(ends, next_asked_at - _BEFORE_THE_NEXT) if next_asked_at else ends


def _left_out(opening: Opening, wanted: datetime, next_asked_at: datetime | None) -> str:
    if opening.at < _ends(wanted, next_asked_at):
        return ""
    if opening.at < wanted + _USEFUL:
        return "next_check_in"
    return "closed" if opening.moved_because == "closed" else "window"

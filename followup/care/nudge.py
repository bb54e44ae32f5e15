"""The one nudge of an unanswered check-in, counted from when its first text was accepted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care.hours import Hours
from followup.care.models import CheckIn, CheckInState, Kind, PlannedMessage, PlannedState
from followup.care.schedule import Opening, next_open, shifted
from followup.care.whose_hours import hours_of, zones_of_patient

# Of use for so long, but never until the next round of questions.
_USEFUL = timedelta(hours=16)
_BEFORE_THE_NEXT = timedelta(hours=2)


def plan_nudge(*, planned: PlannedMessage, accepted_at: datetime) -> None:
    """Plan the nudge of a check-in that has just been accepted; asked twice it plans one.

    One that would come on the heels of the next check-in is stored as skipped: that one asks anew.
    """
    if not planned.step.nudge_days or _is_answered(planned):
        return
    wanted, opening = nudge_time(
        accepted_at,
        days=planned.step.nudge_days,
        hours=hours_of(planned.patient.clinic),
        zones=zones_of_patient(planned.patient),
    )
    expires = _expires(planned, wanted)
    in_time = opening.at < expires
    PlannedMessage.objects.get_or_create(
        follow_up_id=planned.follow_up_id,
        step_id=planned.step_id,
        kind=Kind.NUDGE,
        defaults={
            "clinic_id": planned.clinic_id,
            "patient_id": planned.patient_id,
            "due_at": opening.at,
            "expires_at": expires if in_time else opening.at + _USEFUL,
            "moved_because": opening.moved_because,
            "state": PlannedState.PLANNED if in_time else PlannedState.SKIPPED,
            "reason": "" if in_time else "next_check_in",
            "settled_at": None if in_time else accepted_at,
        },
    )


def nudge_time(
    accepted_at: datetime, *, days: int, hours: Hours, zones: tuple[ZoneInfo, ...]
) -> tuple[datetime, Opening]:
    """When a nudge is wanted, and when it may go: so many days later at the same wall time."""
    wanted = shifted(accepted_at, days=days, zone=zones[0])
    return wanted, next_open(wanted, window="regular", hours=hours, zones=zones)


def _is_answered(planned: PlannedMessage) -> bool:
    check_in = CheckIn.objects.filter(planned=planned).first()
    return check_in is not None and check_in.state != CheckInState.OPEN


def _expires(planned: PlannedMessage, wanted: datetime) -> datetime:
    ends = wanted + _USEFUL
    following = (
        PlannedMessage.objects.filter(
            follow_up=planned.follow_up_id,
            kind=Kind.CHECK_IN,
            state=PlannedState.PLANNED,
            due_at__gt=planned.due_at,
        )
        .order_by("due_at")
        .first()
    )
    return min(ends, following.due_at - _BEFORE_THE_NEXT) if following else ends

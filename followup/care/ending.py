"""How rounds of questions and follow-ups end: answered, in silence, stopped, or all said."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from followup.care.models import (
    CheckIn,
    CheckInState,
    FollowUp,
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
)

# All who answer a text at all do so within a day (Henry Ford 2021), most within the hour.
TIME_TO_ANSWER = timedelta(hours=24)
# Nobody waits for news of a patient's breathing until the next evening.
TIME_TO_ANSWER_A_CHECK = timedelta(hours=12)
_UNSETTLED = (PlannedState.PLANNED, PlannedState.CLAIMED)


@transaction.atomic
def answered(*, check_in: CheckIn, at: datetime) -> None:
    """The patient has answered: no nudge any more. An answer after the close counts as well."""
    check_in.state = CheckInState.ANSWERED
    check_in.answered_at = check_in.answered_at or at
    check_in.closed_at = None
    check_in.save(update_fields=["state", "answered_at", "closed_at"])
    nudges = PlannedMessage.objects.filter(planned_like(check_in), kind=Kind.NUDGE)
    cancel(nudges, reason="answered", at=at)


@transaction.atomic
def stop(*, follow_up: FollowUp, reason: str, at: datetime) -> int:
    """End a follow-up that is active, for a reason; how many messages that took back."""
    return _stop(FollowUp.objects.filter(pk=follow_up.pk), reason=reason, at=at)


@transaction.atomic
def cancel_for_patient(*, patient_ids: Iterable[int], reason: str, at: datetime) -> int:
    """End every follow-up of these patients; how many messages that took back."""
    return _stop(FollowUp.objects.filter(patient__in=list(patient_ids)), reason=reason, at=at)


def cancel(rows: QuerySet[PlannedMessage], *, reason: str, at: datetime) -> int:
    """Cancel those of `rows` that are still planned; one that is being sent is left to it."""
    ids = list(rows.filter(state=PlannedState.PLANNED).values_list("pk", flat=True))
    # Asked again by the update itself: between the two a worker may have claimed some.
    return PlannedMessage.objects.filter(pk__in=ids, state=PlannedState.PLANNED).update(
        state=PlannedState.CANCELLED, reason=reason, settled_at=at
    )


def close_overdue(*, at: datetime) -> int:
    """Close the rounds of questions that nobody will answer any more; how many those were."""
    last = Coalesce("nudged_at", "asked_at", "opened_at")
    over = Q(last__lte=at - TIME_TO_ANSWER) | Q(
        last__lte=at - TIME_TO_ANSWER_A_CHECK, planned__kind=Kind.SAFETY_CHECK
    )
    to_come = PlannedMessage.objects.filter(
        follow_up=OuterRef("follow_up"),
        step=OuterRef("planned__step"),
        state__in=_UNSETTLED,
    )
    overdue = (
        CheckIn.objects.filter(state=CheckInState.OPEN)
        .alias(last=last)
        .filter(over, ~Exists(to_come))
        .values_list("pk", flat=True)
    )
    return _close(CheckIn.objects.filter(pk__in=list(overdue)), at=at)


def finish(*, at: datetime) -> int:
    """Finish the follow-ups in which nothing is left to say or to ask; how many those were."""
    own = {"follow_up": OuterRef("pk")}
    to_say = PlannedMessage.objects.filter(**own, state__in=_UNSETTLED)
    to_ask = CheckIn.objects.filter(**own, state=CheckInState.OPEN)
    done = FollowUp.objects.filter(
        ~Exists(to_say), ~Exists(to_ask), state=FollowUpState.ACTIVE, started_at__lt=at
    )
    return done.update(state=FollowUpState.FINISHED, ended_at=at)


def planned_like(check_in: CheckIn) -> Q:
    """The rows of the step that a round of questions belongs to: its own and its nudge's."""
    return Q(follow_up=check_in.follow_up_id, step=check_in.planned.step_id)


def _stop(follow_ups: QuerySet[FollowUp], *, reason: str, at: datetime) -> int:
    active = follow_ups.filter(state=FollowUpState.ACTIVE).select_for_update()
    ids = list(active.values_list("pk", flat=True))
    FollowUp.objects.filter(pk__in=ids).update(
        state=FollowUpState.STOPPED, stopped_reason=reason, ended_at=at
    )
    _close(CheckIn.objects.filter(follow_up__in=ids), at=at)
    return cancel(PlannedMessage.objects.filter(follow_up__in=ids), reason=reason, at=at)


def _close(check_ins: QuerySet[CheckIn], *, at: datetime) -> int:
    return check_ins.filter(state=CheckInState.OPEN).update(
        state=CheckInState.CLOSED, closed_at=at, awaiting=""
    )

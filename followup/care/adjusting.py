"""What a person changes of one planned message: skip it, move it, and take that back.

Each change asks the row itself whether it is still planned, in the statement that changes it: a
worker that has claimed it meanwhile was first, and nothing is sent twice or after it was skipped.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from followup.care import budget
from followup.care.models import (
    Adjustment,
    FollowUp,
    FollowUpState,
    PlannedMessage,
    PlannedState,
    WhatWasAdjusted,
)
from followup.care.reasons import BY_HAND, moved_words
from followup.care.schedule import APART, next_open
from followup.care.whose_hours import hours_of, zones_of_patient
from followup.clinic import audit
from followup.clinic.models import Patient, Staff

_EIGHT_DAYS = timedelta(days=8)


class NotAdjusted(ValueError):
    """A change that was refused; the text says why. `instead`: the next time that would do."""

    def __init__(self, words: str, *, instead: datetime | None = None) -> None:
        super().__init__(words)
        self.instead = instead


@transaction.atomic
def skip(*, planned: PlannedMessage, why: str, by: Staff, at: datetime) -> Adjustment:
    """Send it not at all; `why` is one of BY_HAND."""
    if why not in BY_HAND:
        raise NotAdjusted(_("Say why it is skipped."))
    before = _held(planned)
    _change(planned, state=PlannedState.CANCELLED, reason=why, settled_at=at)
    return _noted(planned, WhatWasAdjusted.SKIPPED, before, by=by, at=at, why=why)


@transaction.atomic
def move(*, planned: PlannedMessage, to: datetime, by: Staff, at: datetime) -> Adjustment:
    """Send it at `to`, where the hours, the cap and its use allow; else NotAdjusted says when."""
    before = _held(planned)
    _refuse_time(planned, to, at)
    _refuse_company(planned, to, at)
    _change(planned, due_at=to, moved_because="by_hand")
    return _noted(planned, WhatWasAdjusted.MOVED, before, by=by, at=at)


@transaction.atomic
def bring_forward(*, planned: PlannedMessage, by: Staff, at: datetime) -> Adjustment:
    """Make it due now; whether it may go is for the dispatcher's rules, like every message."""
    before = _held(planned)
    _change(planned, due_at=at, moved_because="at_once")
    return _noted(planned, WhatWasAdjusted.SENT_NOW, before, by=by, at=at)


@transaction.atomic
def undo(*, planned: PlannedMessage, by: Staff, at: datetime) -> Adjustment:
    """Take the newest skip or move back; the message goes when it would have gone."""
    _held(planned)
    made = planned.adjustments.select_for_update().filter(undone_at__isnull=True)
    last: Adjustment | None = made.order_by("-at", "-pk").first()
    if last is None or last.what == WhatWasAdjusted.SENT_NOW:
        raise NotAdjusted(_("There is nothing to take back."))
    if planned.expires_at <= at:
        raise NotAdjusted(_("It is of no use any more: its time is over. Nothing was changed."))
    if last.what == WhatWasAdjusted.SKIPPED:
        _revive(planned)
    elif last.due_before <= at:
        raise NotAdjusted(_("The time it had before is over. Move it, or send it now."))
    _restore(planned, last)
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    _audit(planned, "undone", by=by, at=at, what=last.what)
    return last


def _held(planned: PlannedMessage) -> PlannedMessage:
    """The row as it is now, its patient's row held first, as everywhere: changes take turns."""
    Patient.objects.select_for_update(no_key=True).get(pk=planned.patient_id)
    row: PlannedMessage = PlannedMessage.objects.get(pk=planned.pk)
    return row


def _change(planned: PlannedMessage, **fields: object) -> None:
    row = PlannedMessage.objects.filter(pk=planned.pk, state=PlannedState.PLANNED)
    if not row.update(**fields):
        raise NotAdjusted(_("It has gone out already, or was cancelled. Nothing was changed."))
    planned.refresh_from_db(fields=list(fields))


def _refuse_time(planned: PlannedMessage, to: datetime, at: datetime) -> None:
    if to <= at:
        raise NotAdjusted(_("This time is over. Write one that is still to come."))
    zones = zones_of_patient(planned.patient)
    if to >= planned.expires_at:
        until = planned.expires_at.astimezone(zones[0])
        raise NotAdjusted(
            _("By then it is of no use any more: it must go before %(until)s.")
            % {"until": f"{until:%a, %b %-d, %-I:%M %p}"}
        )
    opening = next_open(to, window=planned.step.window, hours=hours_of(planned.clinic), zones=zones)
    if opening.at > to:
        instead = opening.at if opening.at < planned.expires_at else None
        why = moved_words(opening.moved_because)
        raise NotAdjusted(_("No message may go then: %(why)s.") % {"why": why}, instead=instead)


def _refuse_company(planned: PlannedMessage, to: datetime, at: datetime) -> None:
    """Too near to another message, or one too many for its day or week."""
    others = _others(planned, at)
    if any(abs(other.at - to) < APART for other in others):
        raise NotAdjusted(
            _("Another message goes within the hour. Keep them an hour apart."), instead=None
        )
    mine = budget.importance(planned.kind)
    clinic = planned.clinic
    if budget.exceeds(
        at=to,
        others=[other.at for other in others if budget.importance(other.kind) >= mine],
        zone=zones_of_patient(planned.patient)[0],
        per_day=clinic.cap_per_day,
        per_week=clinic.cap_per_week,
    ):
        raise NotAdjusted(
            _("That would be more than %(day)s messages that day, or %(week)s in a week.")
            % {"day": clinic.cap_per_day, "week": clinic.cap_per_week}
        )


def _others(planned: PlannedMessage, at: datetime) -> list[budget.Due]:
    """What the patient was sent, or is still to be sent, beside this one."""
    rows = PlannedMessage.objects.filter(patient=planned.patient_id).exclude(pk=planned.pk)
    sent = rows.filter(state=PlannedState.DONE, settled_at__gt=at - _EIGHT_DAYS)
    coming = rows.filter(state__in=[PlannedState.PLANNED, PlannedState.CLAIMED])
    return [
        *(budget.Due(kind, when) for kind, when in sent.values_list("kind", "settled_at")),
        *(budget.Due(kind, when) for kind, when in coming.values_list("kind", "due_at")),
    ]


def _revive(planned: PlannedMessage) -> None:
    """A follow-up that ended because nothing was left to say goes on; one that was stopped not."""
    follow_up = FollowUp.objects.select_for_update().get(pk=planned.follow_up_id)
    if follow_up.state == FollowUpState.STOPPED:
        raise NotAdjusted(_("The follow-up was stopped since. Nothing more of it is sent."))
    if follow_up.state == FollowUpState.FINISHED:
        follow_up.state, follow_up.ended_at = FollowUpState.ACTIVE, None
        follow_up.save(update_fields=["state", "ended_at"])


def _restore(planned: PlannedMessage, last: Adjustment) -> None:
    skipped = last.what == WhatWasAdjusted.SKIPPED
    state = PlannedState.CANCELLED if skipped else PlannedState.PLANNED
    reasons = list(BY_HAND) if skipped else [""]
    row = PlannedMessage.objects.filter(pk=planned.pk, state=state, reason__in=reasons)
    done = row.update(
        state=PlannedState.PLANNED,
        reason="",
        settled_at=None,
        due_at=last.due_before,
        moved_because=last.because_before,
    )
    if not done:
        raise NotAdjusted(_("It has gone out already, or was cancelled. Nothing was changed."))
    planned.refresh_from_db()


def _noted(
    planned: PlannedMessage,
    what: WhatWasAdjusted,
    before: PlannedMessage,
    *,
    by: Staff,
    at: datetime,
    **details: str,
) -> Adjustment:
    made: Adjustment = Adjustment.objects.create(
        clinic_id=planned.clinic_id,
        planned=planned,
        what=what,
        by=by,
        at=at,
        due_before=before.due_at,
        because_before=before.moved_because,
    )
    _audit(planned, str(what), by=by, at=at, **details)
    return made


def _audit(planned: PlannedMessage, act: str, *, by: Staff, at: datetime, **details: str) -> None:
    audit.record(
        clinic_id=planned.clinic_id,
        act=f"planned.{act}",
        subject="patient",
        subject_id=planned.patient_id,
        at=at,
        by=by,
        details={"planned": planned.pk, **details},
    )

"""What is still to be sent to a patient, with what may be done about each of it."""

from dataclasses import dataclass
from datetime import datetime

from followup.care.models import (
    Adjustment,
    FollowUpState,
    PlannedMessage,
    PlannedState,
    WhatWasAdjusted,
)
from followup.care.reasons import BY_HAND
from followup.clinic.models import Patient
from followup.web.patients.planned_forms import MoveForm, SkipForm
from followup.web.patients.refused import Refused


@dataclass(slots=True)
class Upcoming:
    """One message to come, or one that staff skipped while it could still go."""

    planned: PlannedMessage
    skip: SkipForm
    move: MoveForm
    # The newest change by a person that stands, and whether it can be taken back.
    adjusted: Adjustment | None = None
    may_undo: bool = False
    # What was tried a moment ago and refused; its form then stands open.
    refused: Refused | None = None

    @property
    def is_skipped(self) -> bool:
        return self.planned.state == PlannedState.CANCELLED


def upcoming_of(
    patient: Patient, *, at: datetime, refused: Refused | None = None
) -> list[Upcoming]:
    """By when it goes; what staff skipped stands where it would have gone."""
    rows = PlannedMessage.objects.filter(patient=patient, follow_up__state=FollowUpState.ACTIVE)
    coming = rows.filter(state__in=[PlannedState.PLANNED, PlannedState.CLAIMED])
    skipped = PlannedMessage.objects.filter(
        patient=patient, state=PlannedState.CANCELLED, reason__in=BY_HAND, expires_at__gt=at
    ).exclude(follow_up__state=FollowUpState.STOPPED)
    planned = [*coming.select_related("step"), *skipped.select_related("step")]
    planned.sort(key=lambda row: (row.due_at, row.pk))
    changes = _changes([row.pk for row in planned])
    lines = [_line(row, changes.get(row.pk), at) for row in planned]
    for line in lines:
        if refused is not None and line.planned.pk == refused.planned_id:
            _show_refusal(line, refused)
    return lines


def _show_refusal(line: Upcoming, refused: Refused) -> None:
    """The form as it was filled in, or with the time that would do."""
    line.refused = refused
    if refused.instead is not None:
        line.move = MoveForm(prefix=line.move.prefix, initial={"to": refused.instead})
    elif isinstance(refused.form, MoveForm):
        line.move = refused.form


def _line(row: PlannedMessage, made: Adjustment | None, at: datetime) -> Upcoming:
    skipped = made is not None and made.what == WhatWasAdjusted.SKIPPED
    moved = made is not None and made.what == WhatWasAdjusted.MOVED and made.due_before > at
    return Upcoming(
        planned=row,
        skip=SkipForm(prefix=f"skip-{row.pk}"),
        move=MoveForm(prefix=f"move-{row.pk}", initial={"to": row.due_at}),
        adjusted=made,
        may_undo=skipped or moved,
    )


def _changes(planned_ids: list[int]) -> dict[int, Adjustment]:
    made = Adjustment.objects.filter(planned__in=planned_ids, undone_at__isnull=True)
    newest = made.select_related("by").order_by("planned", "-at", "-pk").distinct("planned")
    return {change.planned_id: change for change in newest}

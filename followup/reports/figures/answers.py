"""Do patients answer: by step, before and after the nudge, and how soon."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from followup.care.models import CheckInState
from followup.reports.percentile import Percentile, hours_between
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit, share

_ANSWERED = Q(state=CheckInState.ANSWERED)
_AFTER_NUDGE = _ANSWERED & Q(nudged_at__isnull=False, answered_at__gt=F("nudged_at"))
_COUNTS = {
    "asked": Count("pk"),
    "answered": Count("pk", filter=_ANSWERED),
    "nudged": Count("pk", filter=_AFTER_NUDGE),
    "open": Count("pk", filter=Q(state=CheckInState.OPEN)),
    "silent": Count("pk", filter=Q(state=CheckInState.CLOSED)),
    "hours": Percentile(hours_between("asked_at", "answered_at"), fraction=0.5),
}


def table(scope: Scope) -> Table:
    """One row for each step that asks, in the order of the timetable, and one for all."""
    asked = scope.check_ins().filter(asked_at__isnull=False)
    by_step = asked.values(step=F("planned__step__slug")).annotate(**_COUNTS)
    rows = [_row(found["step"], found) for found in by_step.order_by("step")]
    if len(rows) > 1:
        rows.append(_row(_("all steps"), asked.aggregate(**_COUNTS)))
    return Table(columns=_columns(), rows=rows)


def rate(scope: Scope) -> float | None:
    """Of the rounds that are over, the part that was answered."""
    over = scope.check_ins().filter(asked_at__isnull=False).exclude(state=CheckInState.OPEN)
    return share(over.filter(_ANSWERED).count(), over.count())


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Step"), Unit.TEXT),
        Column(_("Asked")),
        Column(_("Answered")),
        Column(_("Answer rate"), Unit.SHARE),
        Column(_("Answered after the nudge")),
        Column(_("Still open")),
        Column(_("No answer")),
        Column(_("Median time to answer"), Unit.HOURS),
    )


def _row(step: str, found: Mapping[str, Any]) -> tuple[Cell, ...]:
    asked, answered = found["asked"], found["answered"]
    return (
        step,
        asked,
        answered,
        share(answered, asked - found["open"]),
        found["nudged"],
        found["open"],
        found["silent"],
        found["hours"],
    )

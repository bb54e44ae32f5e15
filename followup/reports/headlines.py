"""The few figures that tell at a glance how a clinic's follow-up goes."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from followup.care.models import CheckInState
from followup.reports.figures import harm, reviewing, soreness
from followup.reports.scope import Scope
from followup.reports.table import Cell, Unit, share

# Minutes of staff for 100 patients in an automated SMS programme after endoscopy, of whom 73 %
# replied (PACTS 2026): the best that was published.
_BEST_PUBLISHED_MINUTES = 12
_A_DAY_AFTER = "12-36 h"


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure, what it is of, and the report that tells more; None where nothing is known."""

    name: str
    value: Cell
    unit: Unit
    beside: str
    report: str


def of(scope: Scope) -> list[Headline]:
    """Treatments, answers, soreness after a day, bruises, and the staff's time."""
    rounds = scope.check_ins().filter(asked_at__isnull=False).exclude(state=CheckInState.OPEN)
    over = rounds.aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(state=CheckInState.ANSWERED))
    )
    sore = {row[0]: row for row in soreness.by_hours(scope).rows}.get(_A_DAY_AFTER)
    bruises = next(iter(harm.table(scope).rows), None)
    return [
        Headline(
            _("Treatments followed up"), scope.follow_ups().count(), Unit.COUNT, "", "answers"
        ),
        Headline(
            _("Answer rate"),
            share(over["answered"], over["asked"]),
            Unit.SHARE,
            _("of %(n)s rounds that are over") % {"n": over["asked"]},
            "answers",
        ),
        Headline(
            _("Median soreness after a day"),
            sore[3] if sore else None,
            Unit.SCORE,
            _("of 10, from %(n)s answers") % {"n": sore[1] if sore else 0},
            "soreness",
        ),
        Headline(
            _("Any bruise"),
            bruises[3] if bruises else None,
            Unit.SHARE,
            _("7.6 % in published series, by therapists' account"),
            "events",
        ),
        Headline(
            _("Staff minutes per 100 treatments"),
            reviewing.minutes_per_hundred(scope),
            Unit.MINUTES,
            _("%(n)s in the best published programme") % {"n": _BEST_PUBLISHED_MINUTES},
            "reviewing",
        ),
    ]

"""The few figures that tell at a glance how a clinic's follow-up goes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from followup.reports.figures import answers, harm, reviewing, soreness
from followup.reports.scope import Scope
from followup.reports.table import Cell, Unit

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
    treated = scope.follow_ups().count()
    return [
        Headline(_("Treatments followed up"), treated, Unit.COUNT, "", "answers"),
        _answered(scope),
        _sore(scope),
        _bruised(scope),
        Headline(
            _("Staff minutes per 100 treatments"),
            reviewing.minutes_per_hundred(scope),
            Unit.MINUTES,
            _("%(n)s in the best published programme") % {"n": _BEST_PUBLISHED_MINUTES},
            "reviewing",
        ),
    ]


def _answered(scope: Scope) -> Headline:
    beside = _("of the rounds that are over")
    return Headline(_("Answer rate"), answers.rate(scope), Unit.SHARE, beside, "answers")


def _sore(scope: Scope) -> Headline:
    found = {row[0]: row for row in soreness.by_hours(scope).rows}.get(_A_DAY_AFTER)
    beside = _("of 10, from %(n)s answers") % {"n": found[1] if found else 0}
    median = found[3] if found else None
    return Headline(_("Median soreness after a day"), median, Unit.SCORE, beside, "soreness")


def _bruised(scope: Scope) -> Headline:
    beside = _("1 in 13 in published series, by therapists' account")
    return Headline(_("Any bruise"), harm.bruised(scope), Unit.SHARE, beside, "events")

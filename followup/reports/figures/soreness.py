"""How sore patients are: by the hours since needling, and by region."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.utils.translation import gettext as _

from followup.reports.percentile import Percentile, hours_between
from followup.reports.scope import Scope
from followup.reports.table import Column, Table, Unit

# The trials measure at 6, 12, 24, 48 and 72 hours (Martin-Pintado-Zugasti 2018, PM&R 10(12)):
# an answer belongs to the point that it is nearest to. The last hour of each, and its name.
_POINTS = ((12.0, "0-12 h"), (36.0, "12-36 h"), (60.0, "36-60 h"), (96.0, "60-96 h"))
_LATER = "96 h +"
# Where each stands on the axis of a picture.
HOURS_OF_POINTS = {"0-12 h": 6.0, "12-36 h": 24.0, "36-60 h": 48.0, "60-96 h": 72.0, _LATER: 120.0}
_QUARTERS = {
    "n": Count("pk"),
    "low": Percentile("soreness", fraction=0.25),
    "median": Percentile("soreness", fraction=0.5),
    "high": Percentile("soreness", fraction=0.75),
}


def by_hours(scope: Scope) -> Table:
    """One row for each point in time, all regions together."""
    found = _answers(scope).values("since").annotate(**_QUARTERS)
    rows = {row["since"]: (row["since"], *_cells(row)) for row in found}
    order = [*(name for _until, name in _POINTS), _LATER]
    return Table(
        columns=(Column(_("Since needling"), Unit.TEXT), *_columns()),
        rows=[rows[name] for name in order if name in rows],
    )


def by_region(scope: Scope) -> Table:
    """One row for each region at each point in time."""
    found = _answers(scope).values("region", "since").annotate(**_QUARTERS)
    ordered = sorted(found, key=lambda row: (row["region"], _position(row["since"])))
    return Table(
        columns=(
            Column(_("Region"), Unit.TEXT),
            Column(_("Since needling"), Unit.TEXT),
            *_columns(),
        ),
        rows=[(row["region"], row["since"], *_cells(row)) for row in ordered],
    )


def _answers(scope: Scope) -> QuerySet[Any, Any]:
    scored = scope.check_ins().filter(soreness__isnull=False, answered_at__isnull=False)
    hours = hours_between("follow_up__treatment__treated_at", "answered_at")
    return (
        scored.annotate(hours=hours)
        .annotate(
            region=F("follow_up__treatment__regions__0"),
            since=Case(
                *(When(hours__lt=until, then=Value(name)) for until, name in _POINTS),
                default=Value(_LATER),
                output_field=CharField(),
            ),
        )
        .order_by()
    )


def _position(since: str) -> int:
    names = [name for _until, name in _POINTS]
    return names.index(since) if since in names else len(names)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Answers")),
        Column(_("Lower quartile"), Unit.SCORE),
        Column(_("Median soreness"), Unit.SCORE),
        Column(_("Upper quartile"), Unit.SCORE),
    )


def _cells(row: Mapping[str, Any]) -> tuple[int, float, float, float]:
    return row["n"], row["low"], row["median"], row["high"]

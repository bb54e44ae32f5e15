"""How long patients wait for a person, and how much of the staff's time that takes."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from followup.replies.models import Rank, Resolution, WhatWasDone
from followup.reports.percentile import Percentile, hours_between
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit

# An item that stays open on the screen over lunch was not worked on over lunch.
_MOST_MINUTES_AT_ONE = 10.0


def table(scope: Scope) -> Table:
    """One row for each rank: how long from the reply to the first look, and to what was done."""
    found = _closed(scope).values(rank=F("item__rank")).annotate(**_COUNTS).order_by("rank")
    return Table(columns=_columns(), rows=[_row(row) for row in found])


def minutes_per_hundred(scope: Scope) -> float | None:
    """Staff minutes for a hundred treatments; not known where nothing was treated or closed."""
    treated = scope.follow_ups().count()
    spent = _closed(scope).aggregate(minutes=Sum(_at_the_item()))["minutes"]
    return 100 * spent / treated if treated and spent is not None else None


def _closed(scope: Scope) -> QuerySet[Any, Any]:
    """What was closed in those days; where only some treatments are meant, of those alone."""
    closed = Resolution.objects.visible_to(scope.staff).filter(
        at__gte=scope.since, at__lt=scope.until, undone_at__isnull=True
    )
    if not scope.is_whole_clinic:
        closed = closed.filter(item__follow_up__in=scope.follow_ups())
    return closed.order_by()


def _at_the_item() -> Least:
    minutes = ExpressionWrapper(
        hours_between("item__opened_at", "at") * 60.0, output_field=FloatField()
    )
    return Least(minutes, _MOST_MINUTES_AT_ONE)


def _was(done: str) -> Count:
    return Count("pk", filter=Q(done=done))


_COUNTS = {
    "n": Count("pk"),
    "seen": Percentile(hours_between("item__waiting_since", "item__opened_at"), fraction=0.5),
    "median": Percentile(hours_between("item__waiting_since", "at"), fraction=0.5),
    "slow": Percentile(hours_between("item__waiting_since", "at"), fraction=0.9),
    "minutes": Percentile(_at_the_item(), fraction=0.5),
    **{f"was_{done}": _was(done) for done in WhatWasDone.values},
}


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Rank"), Unit.TEXT),
        Column(_("Closed")),
        Column(_("Median until first opened"), Unit.HOURS),
        Column(_("Median until closed"), Unit.HOURS),
        Column(_("9 of 10 closed within"), Unit.HOURS),
        Column(_("Median time at the item"), Unit.MINUTES),
        *(Column(str(done.label).capitalize()) for done in WhatWasDone),
    )


def _row(found: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        str(Rank(found["rank"]).label),
        found["n"],
        found["seen"],
        found["median"],
        found["slow"],
        found["minutes"],
        *(found[f"was_{done}"] for done in WhatWasDone.values),
    )

"""How well the reader reads: what it understood, and what people corrected."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from followup.replies.models import Reader, ReadingRecord
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit, share

_COMPARED = ("soreness", "bruising", "intents", "flags", "urgency")


def table(scope: Scope) -> Table:
    """One row for each thing that is read, of all replies that a program read."""
    read = _readings(scope).filter(reader=Reader.PROGRAM)
    whole = read.count()
    if not whole:
        return Table(columns=_columns())
    understood = read.filter(understood=True).count()
    corrected = _corrections(scope)
    people = corrected.values("reply").distinct().count()
    rows: list[tuple[Cell, ...]] = [
        (_("replies understood"), understood, whole, share(understood, whole)),
        (_("replies corrected by a person"), people, whole, share(people, whole)),
    ]
    counts = corrected.aggregate(**{name: _differs(name) for name in _COMPARED})
    names = _names()
    rows += [(names[name], counts[name], whole, share(counts[name], whole)) for name in _COMPARED]
    return Table(columns=_columns(), rows=rows)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("What"), Unit.TEXT),
        Column(_("Replies")),
        Column(_("Of replies read")),
        Column(_("Part"), Unit.SHARE),
    )


def _names() -> dict[str, str]:
    return {
        "soreness": _("soreness corrected"),
        "bruising": _("bruising corrected"),
        "intents": _("what the patient wants corrected"),
        "flags": _("danger signs corrected"),
        "urgency": _("urgency corrected"),
    }


def _readings(scope: Scope) -> QuerySet[ReadingRecord]:
    found = ReadingRecord.objects.visible_to(scope.staff).filter(
        reply__received_at__gte=scope.since, reply__received_at__lt=scope.until
    )
    if scope.is_whole_clinic:
        return found.order_by()
    return found.filter(reply__follow_up__in=scope.follow_ups()).order_by()


def _corrections(scope: Scope) -> QuerySet[Any, Any]:
    """The corrections that count, each with what the program had made of the reply."""
    by_program = ReadingRecord.objects.filter(reply=OuterRef("reply"), reader=Reader.PROGRAM)
    newest = ReadingRecord.objects.filter(reply=OuterRef("reply"), reader=Reader.STAFF)
    newest_id = Subquery(newest.order_by("-at", "-id").values("pk")[:1])
    return (
        _readings(scope)
        .filter(reader=Reader.STAFF, pk=newest_id)
        .annotate(**{f"was_{name}": Subquery(by_program.values(name)[:1]) for name in _COMPARED})
    )


def _differs(name: str) -> Count:
    same = Q(**{name: F(f"was_{name}")})
    neither = Q(**{f"{name}__isnull": True, f"was_{name}__isnull": True})
    return Count("pk", filter=~(same | neither))

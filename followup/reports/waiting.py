"""How many rows are due, and since when: asked clinic by clinic, as the indexes of the queue lie.

So with millions planned for later only those are touched that are due.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Sum

from followup.clinic.models import Clinic


def oldest(rows: QuerySet[Any]) -> datetime | None:
    """When the first of `rows`, which have a clinic and a `due_at`, fell or falls due."""
    of_clinic = rows.filter(clinic=OuterRef("pk")).order_by("due_at")
    firsts = Clinic.objects.annotate(first=Subquery(of_clinic.values("due_at")[:1]))
    first: datetime | None = firsts.aggregate(oldest=Min("first"))["oldest"]
    return first


def count(rows: QuerySet[Any]) -> int:
    """How many `rows` there are; name what bounds their `due_at`."""
    of_clinic = rows.filter(clinic=OuterRef("pk")).order_by().values("clinic")
    counts = Subquery(of_clinic.annotate(n=Count("pk")).values("n"))
    total = Clinic.objects.annotate(n=counts).aggregate(total=Sum("n"))["total"]
    return int(total or 0)

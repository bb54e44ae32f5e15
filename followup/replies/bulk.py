"""Close several routine items with one press, and put them back with one."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from followup.clinic.models import Staff
from followup.replies import review
from followup.replies.models import Rank, Reply, Resolution, ReviewItem, WhatWasDone

# As many as fit on one page that somebody has read.
MOST = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of them: closed under one batch, or left as they were."""

    batch: uuid.UUID
    closed: int
    left: int


def routine(items: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
    """Those of `items` that may be closed together."""
    return items.filter(rank=Rank.ROUTINE)


def newest_words(items: Iterable[ReviewItem]) -> dict[int, int]:
    """Of each item the newest words of its patient, as `review.newest_words` tells it of one."""
    rows = list(items)
    patients = {row.patient_id for row in rows if row.patient_id}
    told = Reply.objects.filter(patient__in=patients).order_by().values_list("patient")
    newest: dict[int | None, int] = dict(told.annotate(Max("pk")))
    return {
        row.pk: newest.get(row.patient_id, 0) if row.patient_id else row.inbound_id or 0
        for row in rows
    }


@transaction.atomic
def close(*, staff: Staff, seen: Mapping[int, int], at: datetime) -> Outcome:
    """Close as reviewed the items of `seen`, which says of each the newest words that were read.

    One that is not routine any more, was closed meanwhile, or has newer words is left.
    """
    batch = uuid.uuid4()
    rows = routine(ReviewItem.objects.visible_to(staff)).filter(
        pk__in=list(seen)[:MOST], closed_at__isnull=True
    )
    closed = 0
    for item in rows.order_by("pk").select_for_update(of=("self",)):
        if review.newest_words(item) == seen[item.pk]:
            review.resolve(item=item, by=staff, at=at, done=WhatWasDone.REVIEWED, batch=batch)
            closed += 1
    return Outcome(batch, closed, len(seen) - closed)


@transaction.atomic
def undo(*, staff: Staff, batch: uuid.UUID, at: datetime) -> int:
    """Put back what that press of theirs closed; how many came back."""
    mine = Resolution.objects.visible_to(staff).filter(by=staff, batch=batch)
    back = 0
    for resolution in mine.filter(undone_at__isnull=True).select_related("item").order_by("pk"):
        try:
            review.undo(resolution=resolution, by=staff, at=at)
        except review.NotClosed:
            continue
        back += 1
    return back

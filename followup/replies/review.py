"""What people do about the list: open a line, close it with what was done, take that back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from followup.care import planning
from followup.clinic import audit
from followup.clinic.models import Staff
from followup.replies.models import Rank, Resolution, ReviewItem, WhatWasDone


class NotClosed(ValueError):
    """An item that cannot be closed, or opened again, in this way; the text says what to do."""


def open_items(staff: Staff) -> QuerySet[ReviewItem]:
    """What waits at their clinic: the most urgent first, then what waits longest."""
    waiting = ReviewItem.objects.visible_to(staff).filter(closed_at__isnull=True)
    return waiting.order_by("rank", "waiting_since", "id")


@transaction.atomic
def mark_opened(*, item: ReviewItem, by: Staff, at: datetime) -> bool:
    """Somebody has it, which ends the alerts; false where somebody had it already."""
    unopened = ReviewItem.objects.filter(pk=item.pk, opened_at__isnull=True, closed_at__isnull=True)
    if not unopened.update(opened_at=at, opened_by=by, alert_at=None):
        return False
    _note("opened", item, by, at)
    return True


@transaction.atomic
def resolve(*, item: ReviewItem, by: Staff, at: datetime, done: str, note: str = "") -> Resolution:
    """Close the item with what was done; an urgent one asks for more than having been read."""
    locked = _locked(item)
    if locked.closed_at is not None:
        raise NotClosed("Somebody closed this in the meantime. Nothing was changed.")
    if locked.rank == Rank.URGENT and done == WhatWasDone.REVIEWED:
        raise NotClosed("This is urgent. Say what was done: called, replied, booked or referred.")
    locked.closed_at, locked.alert_at = at, None
    if locked.opened_at is None:
        locked.opened_at, locked.opened_by = at, by
    locked.save(update_fields=["closed_at", "alert_at", "opened_at", "opened_by"])
    _note("resolved", locked, by, at, done=done)
    if locked.patient_id and locked.rank == Rank.URGENT:
        planning.resume(patient_id=locked.patient_id, at=at)
    resolution: Resolution = Resolution.objects.create(
        clinic_id=locked.clinic_id, item=locked, by=by, at=at, done=done, note=note
    )
    return resolution


@transaction.atomic
def undo(*, resolution: Resolution, by: Staff, at: datetime) -> ReviewItem:
    """Put the item back on the list; the resolution stays, marked as taken back."""
    item = _locked(resolution.item)
    if not Resolution.objects.filter(pk=resolution.pk, undone_at__isnull=True).update(undone_at=at):
        raise NotClosed("This was taken back already. Nothing was changed.")
    if item.patient_id and _another_is_open(item):
        raise NotClosed("A newer matter of this patient is open. Go on with that one.")
    item.closed_at = None
    item.save(update_fields=["closed_at"])
    if item.patient_id and item.rank == Rank.URGENT:
        planning.pause(patient_id=item.patient_id, at=at)
    _note("reopened", item, by, at)
    return item


def _locked(item: ReviewItem) -> ReviewItem:
    locked: ReviewItem = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return locked


def _another_is_open(item: ReviewItem) -> bool:
    same = ReviewItem.objects.filter(patient=item.patient_id, kind=item.kind)
    return same.filter(closed_at__isnull=True).exclude(pk=item.pk).exists()


def _note(act: str, item: ReviewItem, by: Staff, at: datetime, **details: str) -> None:
    audit.record(
        clinic_id=item.clinic_id,
        act=act,
        subject="review_item",
        subject_id=item.pk,
        at=at,
        by=by,
        details=details,
    )

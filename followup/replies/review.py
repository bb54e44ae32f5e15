"""What people do about the list: open a line, close it with what was done, take that back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from followup.care import planning
from followup.clinic.models import Staff
from followup.replies import trail
from followup.replies.models import Rank, Reply, Resolution, ReviewItem, WhatWasDone


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
    trail.leave("opened", item=item, by=by, at=at)
    return True


@transaction.atomic
def resolve(
    *,
    item: ReviewItem,
    by: Staff,
    at: datetime,
    done: str,
    note: str = "",
    outcome: str = "",
    batch: UUID | None = None,
) -> Resolution:
    """Close the item with what was done; an urgent one asks for more than having been read."""
    locked = _locked(item)
    if locked.closed_at is not None:
        raise NotClosed(_("Somebody closed this in the meantime. Nothing was changed."))
    if locked.rank == Rank.URGENT and done == WhatWasDone.REVIEWED:
        raise NotClosed(
            _("This is urgent. Say what was done: called, replied, booked or referred.")
        )
    locked.closed_at, locked.alert_at, locked.snoozed_until = at, None, None
    if locked.opened_at is None:
        locked.opened_at, locked.opened_by = at, by
    locked.save(update_fields=["closed_at", "alert_at", "opened_at", "opened_by", "snoozed_until"])
    trail.leave("resolved", item=locked, by=by, at=at, done=done)
    if locked.patient_id and locked.rank == Rank.URGENT:
        planning.resume(patient_id=locked.patient_id, at=at)
    resolution: Resolution = Resolution.objects.create(
        clinic_id=locked.clinic_id,
        item=locked,
        by=by,
        at=at,
        done=done,
        note=note,
        outcome=outcome,
        batch=batch,
    )
    return resolution


@transaction.atomic
def undo(*, resolution: Resolution, by: Staff, at: datetime) -> ReviewItem:
    """Put the item back on the list; the resolution stays, marked as taken back."""
    item = _locked(resolution.item)
    if not Resolution.objects.filter(pk=resolution.pk, undone_at__isnull=True).update(undone_at=at):
        raise NotClosed(_("This was taken back already. Nothing was changed."))
    if item.patient_id and _another_is_open(item):
        raise NotClosed(_("A newer matter of this patient is open. Go on with that one."))
    item.closed_at = None
    item.save(update_fields=["closed_at"])
    if item.patient_id and item.rank == Rank.URGENT:
        planning.pause(patient_id=item.patient_id, at=at)
    trail.leave("reopened", item=item, by=by, at=at)
    return item


def newest_words(item: ReviewItem) -> int:
    """The id of the last that came in from them, as far as it has been read; 0 for nothing."""
    if item.patient_id is None:
        return item.inbound_id or 0
    newest = Reply.objects.filter(patient=item.patient_id).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _locked(item: ReviewItem) -> ReviewItem:
    locked: ReviewItem = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return locked


def _another_is_open(item: ReviewItem) -> bool:
    same = ReviewItem.objects.filter(patient=item.patient_id, kind=item.kind)
    return same.filter(closed_at__isnull=True).exclude(pk=item.pk).exists()

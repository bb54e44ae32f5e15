"""Puts a patient's matter on the therapists' list: one line, often raised and never lowered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from followup.care.models import FollowUp
from followup.clinic.models import Patient
from followup.lib.later import nudge_later
from followup.messaging.models import Inbound
from followup.replies.models import Rank, Reply, ReviewItem

# Code and words, as they stand in the row.
Reasons = Sequence[Sequence[str]]
# A line shows its latest reasons; a long matter keeps the first ones too.
_MOST_REASONS = 40


@transaction.atomic
def open_item(
    *,
    clinic_id: int,
    kind: str,
    rank: int,
    reasons: Reasons,
    at: datetime,
    patient: Patient | None = None,
    follow_up: FollowUp | None = None,
    reply: Reply | None = None,
    inbound: Inbound | None = None,
) -> ReviewItem:
    """The open line of this matter, made or raised. Urgent: whoever is on call is told now."""
    _one_at_a_time(patient, inbound)
    item = _standing(clinic_id, kind, patient, inbound) or ReviewItem(
        clinic_id=clinic_id, kind=kind, patient=patient, rank=rank, reasons=[], waiting_since=at
    )
    if rank <= item.rank:
        # Of replies that weigh the same the newest is shown; a "thanks" does not hide a danger.
        item.rank, item.reply, item.inbound = rank, reply or item.reply, inbound or item.inbound
    item.follow_up = follow_up or item.follow_up
    item.reasons = _together(item.reasons, reasons)
    # Whoever put it aside did not know of this.
    item.snoozed_until = None
    if rank == Rank.URGENT:
        _alarm(item, at)
    item.save()
    return item


def _one_at_a_time(patient: Patient | None, inbound: Inbound | None) -> None:
    """Two who open a line of the same matter at once would open two."""
    if patient is not None:
        Patient.objects.select_for_update(no_key=True, of=("self",)).get(pk=patient.pk)
    elif inbound is not None:
        with connection.cursor() as cursor:
            key = f"{inbound.clinic_id} {inbound.sender_index}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _standing(
    clinic_id: int, kind: str, patient: Patient | None, inbound: Inbound | None
) -> ReviewItem | None:
    """The open line that this belongs to: the patient's, else that of the same number."""
    lines = ReviewItem.objects.select_for_update(of=("self",)).filter(
        clinic=clinic_id, kind=kind, closed_at__isnull=True
    )
    if patient is not None:
        return lines.filter(patient=patient).first()
    if inbound is None:
        return None
    same = lines.filter(patient__isnull=True, inbound__sender_index=inbound.sender_index)
    return same.order_by("waiting_since").first()


def _together(before: Iterable[Sequence[str]], now: Reasons) -> list[list[str]]:
    found = {tuple(reason): None for reason in (*before, *now)}
    return [list(reason) for reason in found][:_MOST_REASONS]


def _alarm(item: ReviewItem, at: datetime) -> None:
    """Tell somebody, also where an earlier danger was seen already: this one was not."""
    if item.opened_at is not None or item.alert_at is None:
        item.opened_at = item.opened_by = None
        item.alert_at = at
        nudge_later("alert_waiting")

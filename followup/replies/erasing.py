"""Erase what is known of one patient, and keep what says that they are written to no more.

What stays: who did what and when (audit), the ledger of consent, the blind index of their number
or address, so that nobody texts it again, and scores without a name. What goes cannot come back.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from followup.care import planning
from followup.clinic import audit, consent
from followup.clinic.models import Channel, Patient, Staff
from followup.messaging import photos
from followup.messaging.models import InboundPhoto, Message, Status
from followup.replies.holdings import HOLDINGS
from followup.replies.models import Rank, ReviewItem

HOW = "erased"


class NotErased(ValueError):
    """An erasure that has to wait; the text says for what."""


def erase(*, patient: Patient, at: datetime, by: Staff | None = None) -> None:
    """Everything, for good; `by` is empty where the clinic's rule on old records does it."""
    with transaction.atomic():
        # A message that is being written for them, or a STOP that comes in, holds the same row.
        row: Patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        _refuse(row)
        _fall_silent(row, at)
        paths = _paths(row)
        _blank(row, at)
        audit.record(
            clinic_id=row.clinic_id,
            act="patient_erased",
            subject="patient",
            subject_id=row.pk,
            at=at,
            by=by,
            details={"photos": len(paths)},
        )
    # After the commit: a file that is gone does not come back with a transaction.
    for path in paths:
        photos.delete(path=path)


def quiet_since(*, clinic_id: int, before: datetime) -> QuerySet[Patient]:
    """Whom a rule on old records would erase: not treated since, and nothing waits for anybody."""
    return (
        Patient.objects.of(clinic_id)
        .filter(erased_at__isnull=True, created_at__lt=before)
        .exclude(treatments__treated_at__gte=before)
        .exclude(replies__received_at__gte=before)
        .exclude(review_items__closed_at__isnull=True, review_items__isnull=False)
        .order_by("pk")
    )


def _refuse(patient: Patient) -> None:
    if patient.erased_at is not None:
        raise NotErased(_("This was erased already."))
    waiting = ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)
    if waiting.filter(rank=Rank.URGENT).exists():
        raise NotErased(_("An urgent reply waits for a person. Deal with it first."))
    on_its_way = Message.objects.filter(patient=patient, status=Status.SENDING)
    settling = Message.objects.filter(patient=patient, status=Status.UNKNOWN, ask_at__isnull=False)
    if on_its_way.exists() or settling.exists():
        raise NotErased(_("A message to them is on its way. Try again in a few minutes."))


def _fall_silent(patient: Patient, at: datetime) -> None:
    """Nothing is planned or queued, nothing is on the list, and the ledger says no."""
    planning.cancel_for_patient(patient_ids=[patient.pk], reason=HOW, at=at)
    queued = Message.objects.filter(patient=patient, status=Status.QUEUED)
    queued.update(status=Status.FAILED, reason=HOW, settled_at=at)
    waiting = ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)
    waiting.update(closed_at=at, alert_at=None)
    said = consent.ledger(patient_ids=[patient.pk]).get(patient.pk, {})
    for channel in Channel.values:
        line = said.get(channel)
        if line is None or line.granted:
            consent.revoke(patient=patient, channel=channel, at=at, how=HOW)


def _paths(patient: Patient) -> list[str]:
    rows = InboundPhoto.objects.filter(inbound__reply__patient=patient).exclude(path="")
    return list(rows.values_list("path", flat=True))


def _blank(patient: Patient, at: datetime) -> None:
    for holding in HOLDINGS:
        if holding.blank:
            ids = list(holding.rows(patient).values_list("pk", flat=True))
            holding.model.objects.filter(pk__in=ids).update(**holding.blank)
    patient.contact_points.update(unreachable_at=at)
    patient.external_id = patient.first_name = patient.last_name = patient.notes = ""
    patient.name_index, patient.therapist, patient.erased_at = [], None, at
    patient.save(
        update_fields=[
            "external_id", "first_name", "last_name", "notes", "name_index", "therapist",
            "erased_at",
        ]
    )  # fmt: skip

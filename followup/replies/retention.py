"""What a clinic does not keep: old words, old photos and patients long gone, erased at night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from followup.clinic import audit
from followup.clinic.models import Clinic
from followup.messaging import photos
from followup.messaging.models import Inbound, InboundPhoto, Message, PhotoState, Status
from followup.replies import erasing
from followup.replies.models import ReadingRecord, Reply, ReviewItem

log = structlog.get_logger(__name__)

# What stands where words were, so that nobody takes the silence for a message without words.
ERASED = "[erased]"
_MONTH = timedelta(days=30.4375)
# Locally between two and five: staff are away, and nothing goes out to patients.
_NIGHT = range(2, 5)
_SLICE = timedelta(days=7)
_AT_ONCE = 200
_UNSETTLED = (Status.QUEUED, Status.SENDING)


@dataclass(slots=True)
class Erased:
    """How much went, or would go."""

    messages: int = 0
    replies: int = 0
    photos: int = 0
    patients: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.messages or self.replies or self.photos or self.patients)


def foreseen(
    *,
    clinic: Clinic,
    words_months: int | None,
    photos_months: int | None,
    patients_months: int | None,
    at: datetime,
) -> Erased:
    """What the next night would erase under these rules; nothing is written."""
    counted = Erased()
    if words_months:
        first, last = _span(clinic, words_months, at)
        counted.messages = _messages(clinic, first, last).count()
        counted.replies = _inbounds(clinic, first, last).count()
    if photos_months:
        counted.photos = _photos(clinic, at - photos_months * _MONTH).count()
    if patients_months:
        counted.patients = erasing.quiet_since(
            clinic_id=clinic.pk, before=at - patients_months * _MONTH
        ).count()
    return counted


def erase_tonight(*, at: datetime) -> int:
    """Each clinic whose night it is; how many had something to erase."""
    ruled = Clinic.objects.filter(
        Q(words_kept_months__isnull=False)
        | Q(photos_kept_months__isnull=False)
        | Q(patients_kept_months__isnull=False)
    )
    return sum(erase(clinic=clinic, at=at).anything for clinic in ruled if _is_night(clinic, at))


def erase(*, clinic: Clinic, at: datetime) -> Erased:
    """What the clinic's rules no longer keep, once and for all; it may be stopped at any point."""
    erased = Erased()
    if clinic.photos_kept_months:
        erased.photos = _erase_photos(clinic, at - clinic.photos_kept_months * _MONTH)
    if clinic.words_kept_months:
        for first, last in _slices(clinic, clinic.words_kept_months, at):
            _erase_words(clinic, first, last, erased)
    if clinic.patients_kept_months:
        erased.patients = _erase_patients(clinic, at)
    if erased.anything:
        _note(clinic, erased, at)
    return erased


def _is_night(clinic: Clinic, at: datetime) -> bool:
    return at.astimezone(ZoneInfo(clinic.time_zone)).hour in _NIGHT


def _span(clinic: Clinic, months: int, at: datetime) -> tuple[datetime, datetime]:
    """From where the last night came to, up to what is not old enough yet."""
    first = clinic.words_erased_until or clinic.created_at - timedelta(days=3660)
    return first, at - months * _MONTH


def _slices(clinic: Clinic, months: int, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A week at a time, so that no lock is long; the first begins where there is something."""
    first, last = _span(clinic, months, at)
    first = max(first, _oldest(clinic) or last)
    while first < last:
        yield first, min(first + _SLICE, last)
        first += _SLICE


def _oldest(clinic: Clinic) -> datetime | None:
    dates = [
        Message.objects.of(clinic).order_by("created_at").values_list("created_at", flat=True),
        Inbound.objects.of(clinic).order_by("received_at").values_list("received_at", flat=True),
    ]
    found = [row for row in (each.first() for each in dates) if row is not None]
    return min(found) if found else None


@transaction.atomic
def _erase_words(clinic: Clinic, first: datetime, last: datetime, erased: Erased) -> None:
    """What waits for a person keeps its words, and is come back to every night."""
    waiting = _waiting(clinic, first, last)
    gone = list(_inbounds(clinic, first, last).values_list("pk", flat=True))
    sent = _messages(clinic, first, last)
    erased.messages += sent.update(subject="", body=ERASED)
    Inbound.objects.filter(pk__in=gone).update(subject="", body=ERASED, raw=None)
    Reply.objects.filter(inbound__in=gone).update(words=ERASED)
    ReadingRecord.objects.filter(reply__inbound__in=gone).update(spans=[], reasons=[])
    closed = ReviewItem.objects.of(clinic).filter(closed_at__isnull=False)
    closed.filter(Q(reply__inbound__in=gone) | Q(inbound__in=gone)).update(reasons=[])
    erased.replies += len(gone)
    if clinic.words_erased_until is None or clinic.words_erased_until >= first:
        clinic.words_erased_until = waiting or last
        clinic.save(update_fields=["words_erased_until"])


def _messages(clinic: Clinic, first: datetime, last: datetime) -> QuerySet[Message]:
    rows = _sent(clinic, first, last).exclude(status__in=_UNSETTLED)
    # Written out, since NULL is in no list: messages to staff have no patient.
    return rows.filter(Q(patient=None) | ~Q(patient__in=_with_open_matters(clinic)))


def _sent(clinic: Clinic, first: datetime, last: datetime) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.of(clinic)
    return rows.filter(created_at__gte=first, created_at__lt=last)


def _inbounds(clinic: Clinic, first: datetime, last: datetime) -> QuerySet[Inbound]:
    rows = _came(clinic, first, last)
    needed = rows.filter(_still_needed(clinic)).values("pk")
    return rows.filter(read_at__isnull=False).exclude(pk__in=needed)


def _waiting(clinic: Clinic, first: datetime, last: datetime) -> datetime | None:
    """The oldest that has to stay for now; nights to come begin with it."""
    kept = _came(clinic, first, last).filter(Q(read_at__isnull=True) | _still_needed(clinic))
    came = kept.order_by("received_at").values_list("received_at", flat=True).first()
    open_matters = _sent(clinic, first, last).filter(
        Q(patient__in=_with_open_matters(clinic)) | Q(status__in=_UNSETTLED)
    )
    went = open_matters.order_by("created_at").values_list("created_at", flat=True).first()
    return min(filter(None, (came, went)), default=None)


def _came(clinic: Clinic, first: datetime, last: datetime) -> QuerySet[Inbound]:
    rows: QuerySet[Inbound] = Inbound.objects.of(clinic)
    return rows.filter(received_at__gte=first, received_at__lt=last)


def _still_needed(clinic: Clinic) -> Q:
    open_items = ReviewItem.objects.of(clinic).filter(closed_at__isnull=True)
    strangers = open_items.filter(inbound__isnull=False).values("inbound")
    return Q(reply__patient__in=_with_open_matters(clinic)) | Q(pk__in=strangers)


def _with_open_matters(clinic: Clinic) -> QuerySet[Any, Any]:
    open_items = ReviewItem.objects.of(clinic).filter(closed_at__isnull=True)
    return open_items.filter(patient__isnull=False).values("patient")


def _photos(clinic: Clinic, before: datetime) -> QuerySet[InboundPhoto]:
    rows: QuerySet[InboundPhoto] = InboundPhoto.objects.of(clinic)
    old = rows.filter(state=PhotoState.STORED, inbound__received_at__lt=before)
    needed = old.filter(inbound__reply__patient__in=_with_open_matters(clinic)).values("pk")
    return old.exclude(pk__in=needed)


def _erase_photos(clinic: Clinic, before: datetime) -> int:
    """The file first: stopped in between, the row is found again, and the file is gone."""
    count = 0
    for photo in _photos(clinic, before).order_by("pk").iterator(chunk_size=_AT_ONCE):
        photos.delete(path=photo.path)
        InboundPhoto.objects.filter(pk=photo.pk).update(
            state=PhotoState.REFUSED, reason="erased", path="", url=""
        )
        count += 1
    return count


def _erase_patients(clinic: Clinic, at: datetime) -> int:
    """One at a time, each in a transaction of its own; who cannot go yet goes another night."""
    before, count = at - (clinic.patients_kept_months or 0) * _MONTH, 0
    for patient in erasing.quiet_since(clinic_id=clinic.pk, before=before)[:_AT_ONCE]:
        try:
            erasing.erase(patient=patient, at=at)
            count += 1
        except erasing.NotErased:
            log.info("erasure_waits", patient=patient.pk)
    return count


def _note(clinic: Clinic, erased: Erased, at: datetime) -> None:
    counts = {
        "messages": erased.messages,
        "replies": erased.replies,
        "photos": erased.photos,
        "patients": erased.patients,
    }
    audit.record(
        clinic_id=clinic.pk,
        act="words.erased",
        subject="clinic",
        subject_id=clinic.pk,
        at=at,
        details={name: count for name, count in counts.items() if count},
    )

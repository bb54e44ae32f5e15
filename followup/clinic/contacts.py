"""How patients are reached: phones and addresses, written one way and found by blind index."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from followup.clinic import phone
from followup.clinic.models import Channel, ContactPoint, Patient
from followup.lib.crypto import blind_index


class ContactError(ValueError):
    """A phone or address that cannot be used; the text says why and what to write instead."""


def normal(*, channel: str, value: str, country: str = "US") -> str:
    """The one way in which this phone or address is stored and compared."""
    return phone.e164(value, country=country) if channel == Channel.SMS else _address(value)


def index_of(channel: str, value: str) -> str:
    """The blind index of a phone in E.164 or of an address; any case."""
    return blind_index(value.strip().casefold(), purpose=str(channel))


def masked(*, channel: str, value: str) -> str:
    """What may be shown where the whole of it need not be."""
    if channel == Channel.SMS:
        return phone.masked(value)
    name, _, domain = value.rpartition("@")
    return f"{name[:1]}•••@{domain}"


def add(*, patient: Patient, channel: str, value: str) -> ContactPoint:
    """The patient's contact point for this phone or address, made where there was none.

    Raises PhoneError or ContactError. A newly added one stands behind those already there.
    """
    stored = normal(channel=channel, value=value, country=patient.clinic.country)
    present = ContactPoint.objects.filter(patient=patient, channel=channel)
    point = unsaved(patient=patient, channel=channel, stored=stored, rank=present.count() + 1)
    ContactPoint.objects.bulk_create([point], ignore_conflicts=True)
    return present.get(index=point.index)  # type: ignore[no-any-return]


def unsaved(*, patient: Patient, channel: str, stored: str, rank: int) -> ContactPoint:
    """A contact point that the caller stores; `stored` is what `normal` gave."""
    return ContactPoint(
        clinic_id=patient.clinic_id,
        patient=patient,
        channel=channel,
        value=stored,
        index=index_of(channel, stored),
        rank=rank,
    )


def prefer(*, point: ContactPoint) -> None:
    """Put this phone or address before the patient's others of the same channel."""
    others = ContactPoint.objects.filter(patient=point.patient_id, channel=point.channel)
    for rank, other in enumerate(others.exclude(pk=point.pk).order_by("rank", "id"), start=2):
        if other.rank != rank:
            ContactPoint.objects.filter(pk=other.pk).update(rank=rank)
    if point.rank != 1:
        point.rank = 1
        point.save(update_fields=["rank"])


def of_index(*, clinic_id: int, channel: str, index: str) -> list[Patient]:
    """Everybody of the clinic who is reached there; two people may share a phone."""
    reached = ContactPoint.objects.filter(clinic=clinic_id, channel=channel, index=index)
    return list(Patient.objects.filter(pk__in=reached.values("patient")).order_by("pk"))


def mark_unreachable(*, clinic_id: int, channel: str, index: str, reason: str, at: datetime) -> int:
    """Use this phone or address no more until somebody mends it; returns how many were marked."""
    reached = ContactPoint.objects.filter(clinic=clinic_id, channel=channel, index=index)
    return reached.filter(unreachable_at__isnull=True).update(
        unreachable_at=at, unreachable_reason=reason
    )


def mend(*, point: ContactPoint) -> None:
    """Use this phone or address again."""
    point.unreachable_at, point.unreachable_reason = None, ""
    point.save(update_fields=["unreachable_at", "unreachable_reason"])


def _address(value: str) -> str:
    address = value.strip().casefold()
    try:
        validate_email(address)
    except ValidationError:
        raise ContactError(
            f"{value.strip()[:80]!r} is no email address. "
            "Write all of it, with the part after the @: name@example.com."
        ) from None
    return address

"""A new clinic and the administrator who sets it up."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.text import slugify

from followup.clinic import audit, phone
from followup.clinic.models import Clinic, Role, Staff


class FoundingError(ValueError):
    """A clinic that cannot be made so; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Founded:
    """The clinic, and the one person who may sign in so far."""

    clinic: Clinic
    admin: Staff


@transaction.atomic
def found(
    *,
    name: str,
    time_zone: str,
    telephone: str,
    admin_name: str,
    admin_email: str,
    password: str,
    at: datetime,
    slug: str = "",
    sms_number: str = "",
    email_from: str = "",
) -> Founded:
    """Make the clinic and its administrator. `telephone` is the number that patients may call."""
    _check(time_zone, slug or slugify(name), admin_email)
    clinic = Clinic.objects.create(
        name=name,
        slug=slug or slugify(name),
        time_zone=time_zone,
        phone=telephone,
        sms_number=phone.e164(sms_number) if sms_number else "",
        email_from=email_from,
    )
    admin = Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email=admin_email,
        name=admin_name,
        role=Role.ADMIN,
        password=password,
    )
    audit.record(clinic_id=clinic.pk, act="founded", subject="clinic", subject_id=clinic.pk, at=at)
    return Founded(clinic, admin)


def _check(time_zone: str, slug: str, admin_email: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise FoundingError(
            f"{time_zone!r} is no time zone. Write one such as America/Denver."
        ) from None
    if not slug or Clinic.objects.filter(slug=slug).exists():
        raise FoundingError(f"There is a clinic called {slug!r} already. Choose another name.")
    if Staff.objects.filter(email=admin_email.strip().lower()).exists():
        raise FoundingError("Somebody signs in with that email address already. Use another one.")

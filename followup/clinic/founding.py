"""A new clinic and the administrator who sets it up."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.text import slugify

from followup.clinic import audit, phone
from followup.clinic.models import Clinic, Role, Staff

# A wording to begin with; the clinic's counsel signs it off. It warns of what is not encrypted, as
# HIPAA asks where a patient still prefers it (78 FR 5634).
_CONSENT = (
    "I agree that {name} sends me texts and emails about my treatment and my next visit. They are "
    "not encrypted, and message and data rates may apply. My care does not depend on it. I can "
    "stop the texts at any time by answering STOP."
)


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
    admin_phone: str = "",
) -> Founded:
    """Make the clinic and its administrator. `telephone` is the number that patients may call.

    With `admin_phone` the administrator is first on call, until the clinic says otherwise.
    """
    _check(time_zone, slug or slugify(name), admin_email)
    clinic = Clinic.objects.create(
        name=name,
        slug=slug or slugify(name),
        time_zone=time_zone,
        phone=telephone,
        sms_number=phone.e164(sms_number) if sms_number else "",
        email_from=email_from,
        consent_wording=_CONSENT.format(name=name),
    )
    admin = Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email=admin_email,
        name=admin_name,
        role=Role.ADMIN,
        password=password,
    )
    if admin_phone:
        put_on_call(staff=admin, number=admin_phone)
    audit.record(clinic_id=clinic.pk, act="founded", subject="clinic", subject_id=clinic.pk, at=at)
    return Founded(clinic, admin)


def put_on_call(*, staff: Staff, number: str) -> None:
    """Urgent replies reach this phone; whoever is put on call later comes later in line."""
    ranks = Staff.objects.filter(clinic=staff.clinic_id, on_call_rank__isnull=False)
    last = ranks.order_by("-on_call_rank").values_list("on_call_rank", flat=True).first()
    staff.phone = phone.e164(number, country=staff.clinic.country)
    staff.on_call_rank = (last or 0) + 1
    staff.save(update_fields=["phone", "on_call_rank"])


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

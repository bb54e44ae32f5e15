"""What a clinic decides for itself: hours, closed days, caps, words, who answers STOP."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from followup.clinic import audit
from followup.clinic.models import Clinic, ClosedDay, Staff, WindowSet

# What the healthcare exemption of the TCPA asks (47 CFR 64.1200(a)(9)(iv)(E)), in the hours that
# every state allows.
STRICT: Mapping[str, object] = {
    "window_set": WindowSet.STRICT.value,
    "cap_per_day": 1,
    "cap_per_week": 3,
}
CHANGEABLE = frozenset(
    {
        "window_set", "cap_per_day", "cap_per_week", "neutral_words", "opt_out_reply",
        "alert_minutes", "consent_wording", "phone", "sms_number", "messaging_service",
        "email_from", "time_zone",
    }
)  # fmt: skip


class PolicyError(ValueError):
    """A decision that cannot be kept; the text says which value and what to write."""


@transaction.atomic
def change(
    *, clinic: Clinic, changes: Mapping[str, object], at: datetime, by: Staff | None = None
) -> Clinic:
    """Decide anew; messages that are planned already are judged by it when they fall due.

    Raises PolicyError, and then nothing is changed.
    """
    locked = Clinic.objects.select_for_update().get(pk=clinic.pk)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise PolicyError(f"{name} is none of: {', '.join(sorted(CHANGEABLE))}.")
        setattr(locked, name, value)
    _check(locked)
    locked.save()
    audit.record(
        clinic_id=locked.pk,
        act="policy.changed",
        subject="clinic",
        subject_id=locked.pk,
        at=at,
        by=by,
        details={"changed": sorted(changes)},
    )
    return locked


def close_on(*, clinic: Clinic, day: date, reason: str = "") -> ClosedDay:
    """Nothing but safety checks goes out on that day."""
    closed: ClosedDay
    closed, _ = ClosedDay.objects.update_or_create(
        clinic=clinic, day=day, defaults={"reason": reason}
    )
    return closed


def open_on(*, clinic: Clinic, day: date) -> bool:
    """It is a day like others after all; false where it was."""
    return bool(ClosedDay.objects.filter(clinic=clinic, day=day).delete()[0])


def _check(clinic: Clinic) -> None:
    try:
        clinic.full_clean()
    except ValidationError as error:
        words = "; ".join(
            f"{name}: {' '.join(said)}" for name, said in error.message_dict.items()
        ).replace("__all__: ", "")
        hint = " A week holds at least as many messages as a day." if "caps" in words else ""
        raise PolicyError(words + hint) from None

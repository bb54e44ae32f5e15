"""What a clinic decides for itself: hours, closed days, caps, words, who answers STOP."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from followup.clinic import audit
from followup.clinic.models import AuditEvent, Clinic, ClosedDay, Staff, WindowSet

# What the healthcare exemption of the TCPA asks (47 CFR 64.1200(a)(9)(iv)(E)), in the hours that
# every state allows.
STRICT: Mapping[str, object] = {
    "window_set": WindowSet.STRICT.value,
    "cap_per_day": 1,
    "cap_per_week": 3,
}
CHANGEABLE = frozenset(
    {
        "name", "window_set", "own_hours", "cap_per_day", "cap_per_week", "neutral_words",
        "opt_out_reply", "alert_minutes", "consent_wording", "phone", "sms_number",
        "messaging_service", "email_from", "time_zone", "second_factor_required",
        "words_kept_months", "photos_kept_months", "patients_kept_months", "weekly_digest",
    }
)  # fmt: skip
CHANGED = "policy.changed"


class PolicyError(ValueError):
    """A decision that cannot be kept; the text says which value and what to write."""


class Overtaken(PolicyError):
    """Somebody else decided in the meantime; nothing was changed."""


@transaction.atomic
def change(
    *,
    clinic: Clinic,
    changes: Mapping[str, Any],
    at: datetime,
    by: Staff | None = None,
    seen: str = "",
) -> AuditEvent | None:
    """Decide anew; messages that are planned already are judged by it when they fall due.

    `seen` is the mark of what the person had before them. Returns what was written down, None
    where all was so already. Raises PolicyError, and then nothing is changed.
    """
    locked = Clinic.objects.select_for_update().get(pk=clinic.pk)
    _known(changes)
    if seen and seen != mark(locked, changes):
        raise Overtaken(
            _("Somebody else changed this in the meantime. Look at it again, then save.")
        )
    changed = {
        name: [getattr(locked, name), value]
        for name, value in changes.items()
        if getattr(locked, name) != value
    }
    for name, (_old, new) in changed.items():
        setattr(locked, name, new)
    _check(locked)
    locked.save()
    for name, (_old, new) in changed.items():
        setattr(clinic, name, new)
    return _noted(locked, changed, at, by) if changed else None


def undo(*, event: AuditEvent, at: datetime, by: Staff) -> AuditEvent | None:
    """Back to what was, where nobody has decided anew since. Raises PolicyError."""
    clinic = Clinic.objects.get(pk=event.clinic_id)
    changed: dict[str, list[Any]] = event.details["changed"]
    if any(getattr(clinic, name) != new for name, (_old, new) in changed.items()):
        raise Overtaken(_("This was changed again since, so it cannot be undone. Change it here."))
    back = {name: old for name, (old, _new) in changed.items()}
    return change(clinic=clinic, changes=back, at=at, by=by, seen=mark(clinic, back))


def mark(clinic: Clinic, names: Collection[str]) -> str:
    """A short text that differs whenever one of these decisions does."""
    values = {name: getattr(clinic, name) for name in sorted(names)}
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]


def close_on(
    *, clinic: Clinic, day: date, reason: str = "", at: datetime, by: Staff | None = None
) -> ClosedDay:
    """Nothing but safety checks goes out on that day."""
    closed: ClosedDay
    closed, is_new = ClosedDay.objects.update_or_create(
        clinic=clinic, day=day, defaults={"reason": reason}
    )
    if is_new:
        _note_day(clinic, "closed_day.added", day, at, by)
    return closed


def open_on(*, clinic: Clinic, day: date, at: datetime, by: Staff | None = None) -> bool:
    """It is a day like others after all; false where it was."""
    was_closed = bool(ClosedDay.objects.filter(clinic=clinic, day=day).delete()[0])
    if was_closed:
        _note_day(clinic, "closed_day.removed", day, at, by)
    return was_closed


def _known(changes: Mapping[str, Any]) -> None:
    for name in changes:
        if name not in CHANGEABLE:
            raise PolicyError(f"{name} is none of: {', '.join(sorted(CHANGEABLE))}.")


def _check(clinic: Clinic) -> None:
    try:
        clinic.full_clean()
    except ValidationError as error:
        words = "; ".join(
            f"{name}: {' '.join(said)}" for name, said in error.message_dict.items()
        ).replace("__all__: ", "")
        hint = " A week holds at least as many messages as a day." if "caps" in words else ""
        raise PolicyError(words + hint) from None


def _noted(
    clinic: Clinic, changed: dict[str, list[Any]], at: datetime, by: Staff | None
) -> AuditEvent:
    return audit.record(
        clinic_id=clinic.pk,
        act=CHANGED,
        subject="clinic",
        subject_id=clinic.pk,
        at=at,
        by=by,
        details={"changed": changed},
    )


def _note_day(clinic: Clinic, act: str, day: date, at: datetime, by: Staff | None) -> None:
    audit.record(
        clinic_id=clinic.pk,
        act=act,
        subject="clinic",
        subject_id=clinic.pk,
        at=at,
        by=by,
        details={"day": day.isoformat()},
    )

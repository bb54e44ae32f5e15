"""Who works at the clinic: invited, given a role, gone; and what they choose for themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from followup.clinic import audit, phone
from followup.clinic.models import Clinic, Role, Staff


class StaffError(ValueError):
    """A change that cannot be made; the text says why, and what to do instead."""


@transaction.atomic
def invite(
    *, clinic: Clinic, name: str, email: str, role: str, language: str, at: datetime, by: Staff
) -> Staff:
    """Somebody who may sign in once they have set a password. Raises StaffError."""
    if Staff.objects.filter(email=email.strip().lower()).exists():
        raise StaffError(_("Somebody signs in with that email address already. Use another one."))
    staff = Staff.objects.create_staff(clinic_id=clinic.pk, email=email, name=name, role=role)
    staff.language, staff.invited_at = language, at
    staff.save(update_fields=["language", "invited_at"])
    _note("staff.invited", staff, at=at, by=by, role=role)
    return staff


@transaction.atomic
def invite_again(*, staff: Staff, at: datetime, by: Staff) -> None:
    """A new link; the one of before leads nowhere any more. Raises StaffError."""
    if staff.has_usable_password() or not staff.is_active:
        raise StaffError(
            _("They have set a password already. Where they forgot it, they ask for a new one.")
        )
    staff.set_unusable_password()
    staff.invited_at = at
    staff.save(update_fields=["password", "invited_at"])
    _note("staff.invited_again", staff, at=at, by=by)


@transaction.atomic
def change(
    *, staff: Staff, name: str, role: str, number: str, at: datetime, by: Staff
) -> dict[str, list[Any]]:
    """Another name, role or phone; what changed. Raises StaffError or PhoneError."""
    locked = _locked(staff)
    stored = phone.e164(number, country=locked.clinic.country) if number else ""
    if role != Role.ADMIN:
        _not_the_last_admin(locked)
    changed = {
        field: [getattr(locked, field), value]
        for field, value in (("name", name), ("role", role))
        if getattr(locked, field) != value
    }
    if locked.phone != stored:
        # A private number has no place in the log.
        changed["phone"] = [bool(locked.phone), bool(stored)]
    locked.name, locked.role, locked.phone = name, role, stored
    locked.save(update_fields=["name", "role", "phone"])
    if changed:
        _note("staff.changed", locked, at=at, by=by, changed=changed)
    return changed


@transaction.atomic
def end(*, staff: Staff, at: datetime, by: Staff) -> None:
    """They cannot sign in from now on, and where they are signed in that ends. Raises StaffError.

    The password goes too: a session of before must not come back with the account.
    """
    locked = _locked(staff)
    if locked.pk == by.pk:
        raise StaffError(_("You cannot close your own account. Another administrator can."))
    _not_the_last_admin(locked)
    locked.is_active, locked.on_call_rank = False, None
    locked.set_unusable_password()
    locked.save(update_fields=["is_active", "on_call_rank", "password"])
    _note("staff.ended", locked, at=at, by=by)


@transaction.atomic
def take_back(*, staff: Staff, at: datetime, by: Staff) -> None:
    """They work here again, and set a new password by the link that is sent next."""
    locked = _locked(staff)
    locked.is_active, locked.invited_at = True, at
    locked.save(update_fields=["is_active", "invited_at"])
    _note("staff.taken_back", locked, at=at, by=by)


@transaction.atomic
def read_in(*, staff: Staff, language: str, at: datetime) -> None:
    """From now on they read the pages in this language; `language` is one of Language."""
    was, staff.language = staff.language, language
    staff.save(update_fields=["language"])
    audit.record(
        clinic_id=staff.clinic_id,
        act="staff.language",
        subject="staff",
        subject_id=staff.pk,
        at=at,
        by=staff,
        details={"from": was, "to": language},
    )


def note_factor_removed(*, staff: Staff, at: datetime, by: Staff) -> None:
    """An admin took away a second factor that was lost."""
    _note("staff.factor_removed", staff, at=at, by=by)


def _locked(staff: Staff) -> Staff:
    """Two admins who would each send the other away take turns."""
    Clinic.objects.select_for_update().get(pk=staff.clinic_id)
    return Staff.objects.select_related("clinic").get(pk=staff.pk)


def _not_the_last_admin(staff: Staff) -> None:
    if staff.role != Role.ADMIN or not staff.is_active:
        return
    others = Staff.objects.filter(clinic=staff.clinic_id, role=Role.ADMIN, is_active=True)
    # Whoever was only invited cannot sign in yet, and would leave nobody who can.
    if not any(other.has_usable_password() for other in others.exclude(pk=staff.pk)):
        raise StaffError(
            _("Nobody else could change the settings then. Make somebody an administrator first.")
        )


def _note(act: str, staff: Staff, *, at: datetime, by: Staff, **details: Any) -> None:
    audit.record(
        clinic_id=staff.clinic_id,
        act=act,
        subject="staff",
        subject_id=staff.pk,
        at=at,
        by=by,
        details=details,
    )

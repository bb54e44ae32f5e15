"""Who may do what: the one table of roles, which pages, commands and tests all read."""

from enum import StrEnum

from followup.clinic.models import Role, Staff


class Act(StrEnum):
    """What a member of staff may want to do."""

    SEE_PATIENTS = "see patients"
    LOG_TREATMENTS = "log treatments"
    EDIT_PATIENTS = "change patients, their contacts and their consent"
    REVIEW = "review replies"
    CALL = "work through the call list"
    WRITE = "write to patients"
    CORRECT = "correct a reading"
    SEE_REPORTS = "see reports"
    EXPORT = "export"
    EDIT_TEMPLATES = "change templates"
    EDIT_PROTOCOLS = "change protocols"
    EDIT_CLINIC = "change settings"
    MANAGE_STAFF = "manage staff"
    SEE_AUDIT = "see the audit log"
    ERASE = "erase patients"


_DESK = frozenset({Act.SEE_PATIENTS, Act.LOG_TREATMENTS, Act.EDIT_PATIENTS, Act.CALL})
_THERAPIST = _DESK | {Act.REVIEW, Act.WRITE, Act.CORRECT, Act.SEE_REPORTS}

ACTS: dict[str, frozenset[Act]] = {
    Role.ADMIN: frozenset(Act),
    Role.THERAPIST: _THERAPIST,
    Role.FRONT_DESK: _DESK,
    # Looks on and changes nothing: an owner, an auditor.
    Role.VIEWER: frozenset({Act.SEE_PATIENTS, Act.SEE_REPORTS}),
}


class NotAllowed(PermissionError):
    """Somebody tried what their role does not include."""


def may(staff: Staff, act: Act) -> bool:
    """Whether their role includes it; nobody who has left may do anything."""
    return staff.is_active and act in ACTS.get(staff.role, frozenset())


def require(staff: Staff, act: Act) -> None:
    """Go on only where `may` says yes."""
    if not may(staff, act):
        raise NotAllowed(
            f"Your role does not let you {act}. Ask an administrator of your clinic for it."
        )

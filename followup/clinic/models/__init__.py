"""The rows of who: clinics, staff, patients, contact points, consents, audit events."""

from followup.clinic.models.audit import AuditEvent
from followup.clinic.models.clinic import (
    Channel,
    Clinic,
    ClosedDay,
    Language,
    OptOutReply,
    WindowSet,
)
from followup.clinic.models.patient import (
    Anticoagulant,
    Consent,
    ContactPoint,
    Patient,
)
from followup.clinic.models.staff import Role, Staff

__all__ = [
    "Anticoagulant",
    "AuditEvent",
    "Channel",
    "Clinic",
    "ClosedDay",
    "Consent",
    "ContactPoint",
    "Language",
    "OptOutReply",
    "Patient",
    "Role",
    "Staff",
    "WindowSet",
]

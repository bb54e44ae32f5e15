"""Write down who did or looked at what; the database refuses to change it afterwards."""

from datetime import datetime
from typing import Any

from followup.clinic.models import AuditEvent, Staff


def record(
    *,
    clinic_id: int,
    act: str,
    subject: str,
    subject_id: int | None = None,
    at: datetime,
    by: Staff | None = None,
    details: dict[str, Any] | None = None,
    address: str | None = None,
) -> AuditEvent:
    """Add one line. `details` holds ids and codes, never names, numbers or a patient's words."""
    event: AuditEvent = AuditEvent.objects.create(
        clinic_id=clinic_id,
        at=at,
        by=by,
        act=act,
        subject=subject,
        subject_id=subject_id,
        details=details or {},
        address=address,
    )
    return event

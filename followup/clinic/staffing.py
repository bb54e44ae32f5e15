"""What is changed about a member of staff, by themselves or by an admin."""

from datetime import datetime

from django.db import transaction

from followup.clinic import audit
from followup.clinic.models import Staff


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

"""The audit lines of what people do with an item: ids and codes, never words."""

from datetime import datetime
from typing import Any

from followup.clinic import audit
from followup.clinic.models import Staff
from followup.replies.models import ReviewItem


def leave(act: str, *, item: ReviewItem, by: Staff | None, at: datetime, **details: Any) -> None:
    """Write down that `by`, or the system, did this to the item."""
    audit.record(
        clinic_id=item.clinic_id,
        act=act,
        subject="review_item",
        subject_id=item.pk,
        at=at,
        by=by,
        details=details,
    )

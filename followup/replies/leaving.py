"""Somebody leaves the clinic: what they had on the list goes back to it."""

from datetime import datetime

from django.db import transaction

from followup.clinic import staffing
from followup.clinic.models import Staff
from followup.replies.models import ReviewItem


@transaction.atomic
def leave(*, staff: Staff, at: datetime, by: Staff) -> int:
    """How many open items nobody has now. Raises StaffError, and then nothing has changed."""
    staffing.end(staff=staff, at=at, by=by)
    theirs = ReviewItem.objects.filter(assignee=staff, closed_at__isnull=True)
    return int(theirs.update(assignee=None))

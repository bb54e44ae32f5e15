"""Who else has the same item before them, so that no patient gets two answers."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from followup.clinic.models import Staff
from followup.replies.models import Presence, ReviewItem

# The page says that it is still open every eight seconds.
_STILL_HERE = timedelta(seconds=25)


def here(*, item: ReviewItem, staff: Staff, at: datetime, is_writing: bool) -> None:
    """They have it on their screen now."""
    Presence.objects.update_or_create(
        item=item,
        staff=staff,
        defaults={"clinic_id": item.clinic_id, "seen_at": at, "is_writing": is_writing},
    )


def others(*, item: ReviewItem, staff: Staff, at: datetime) -> QuerySet[Presence]:
    """The colleagues before it just now; those who write first."""
    beside = Presence.objects.filter(item=item, seen_at__gt=at - _STILL_HERE)
    return beside.exclude(staff=staff).select_related("staff").order_by("-is_writing", "staff")


def forget(*, at: datetime) -> int:
    """Take away what is of no use any more."""
    return Presence.objects.filter(seen_at__lt=at - _STILL_HERE).delete()[0]

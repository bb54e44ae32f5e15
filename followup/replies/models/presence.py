"""Presence: who has an item on their screen just now, and whether they are writing a reply."""

from django.db import models

from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow
from followup.replies.models.review import ReviewItem


class Presence(ClinicRow):
    """One person before one item; of use for half a minute after `seen_at`."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="presences")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "staff"], name="presence_once_each"),
        )

    def __str__(self) -> str:
        return f"staff {self.staff_id} at item {self.item_id}"

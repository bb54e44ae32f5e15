"""Alert: one member of staff told of one urgent item."""

from django.db import models

from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow
from followup.replies.models.review import ReviewItem


class Alert(ClinicRow):
    """Who was told, in which round; the messages themselves are Messages to staff."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="alerts")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "round"], name="alert_once_per_round"),
        )

    def __str__(self) -> str:
        return f"alert {self.round} for item {self.item_id}"

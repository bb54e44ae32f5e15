"""Sender: what one clinic may send a second on one channel."""

from django.db import models
from django.db.models.functions import Now

from followup.clinic.models import Channel
from followup.clinic.rows import ClinicRow


class Sender(ClinicRow):
    """A token bucket: `allowance` messages may go at once, refilled at `per_second`."""

    channel = models.CharField(max_length=5, choices=Channel)
    per_second = models.FloatField()
    allowance = models.FloatField(default=1)
    refilled_at = models.DateTimeField(db_default=Now())
    # Its set-up is broken: nothing goes until then, and `followup doctor` says what to mend.
    halted_until = models.DateTimeField(null=True, blank=True)
    halted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clinic", "channel"], name="sender_per_channel"),
        )

    def __str__(self) -> str:
        return f"{self.channel} of clinic {self.clinic_id}"

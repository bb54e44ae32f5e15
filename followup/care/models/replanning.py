"""Replanning: one run that brings the running follow-ups of a protocol to its newest version."""

from django.db import models
from django.db.models import Q

from followup.care.models.protocol import Protocol, ProtocolVersion
from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow


class Replanning(ClinicRow):
    """Worked off in batches; whatever ends a worker, the next one goes on behind `after`."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="replannings")
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField()
    # The id of the last follow-up that was done, and how many those are.
    after = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # Messages.
    moved = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(finished_at__isnull=True),
                name="replanning_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"replanning {self.pk}"

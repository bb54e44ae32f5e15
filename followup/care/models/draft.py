"""ProtocolDraft: the stops of a protocol while they are being edited."""

from django.db import models

from followup.care.models.protocol import Protocol
from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow


class ProtocolDraft(ClinicRow):
    """One draft a protocol, shared by all who edit it; publishing takes it away."""

    protocol = models.OneToOneField(Protocol, on_delete=models.CASCADE, related_name="draft")
    # As care/draft_stops.py writes them.
    stops = models.JSONField()
    # Before the last change, to take that back.
    before = models.JSONField(null=True, blank=True)
    # Grows with each change: two who edit at once do not overwrite each other unseen.
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"draft of protocol {self.protocol_id}"

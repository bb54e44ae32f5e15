"""AuditEvent: who did or saw what, when, from where; the database refuses to change it."""

from django.db import models

from followup.clinic.models.staff import Staff
from followup.clinic.rows import ClinicRow


class AuditEvent(ClinicRow):
    """One thing that somebody, or the system, did or looked at; ids and codes only."""

    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["clinic", "-at"], name="audit_by_time"),
            models.Index(fields=["subject", "subject_id"], name="audit_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.subject} {self.subject_id}"

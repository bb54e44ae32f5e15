"""Note: what a person wants remembered of a patient or of one line, and each try to call them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Patient, Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedTextField
from followup.replies.models.review import CallOutcome, ReviewItem


class Note(ClinicRow):
    """A few words that stay with the patient, or with the line where nobody knows who wrote."""

    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="staff_notes"
    )
    item = models.ForeignKey(
        ReviewItem, null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = EncryptedTextField(blank=True, default="")
    # Of a call that did not close the line.
    outcome = models.CharField(_("call"), max_length=9, choices=CallOutcome, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(patient__isnull=False) | Q(item__isnull=False),
                name="note_is_about_somebody",
            ),
        )
        indexes = (models.Index(fields=["patient", "-at"], name="note_by_patient"),)

    def __str__(self) -> str:
        return f"note {self.pk}"

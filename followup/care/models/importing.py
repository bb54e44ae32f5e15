"""A file of treatments that somebody uploaded: its rows, their fates, and how far it has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models.follow_up import Treatment
from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField, EncryptedTextField


class ImportState(models.TextChoices):
    """uploaded -> checking -> checked -> running -> done, and for three minutes back again."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


class RowFate(models.TextChoices):
    """What becomes of a row, or has become of it."""

    NEW = "new", _("new patient")
    KNOWN = "known", _("known patient")
    SILENT = "silent", _("nothing will be sent")
    ALREADY = "already", _("already there")
    REFUSED = "refused", _("error")


class TreatmentImport(ClinicRow):
    """One uploaded file; its rows are deleted some days later, its counts stay."""

    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.UPLOADED)
    # File names tell of patients, too.
    name = EncryptedTextField(blank=True, default="")
    header = EncryptedJSONField(null=True, blank=True)
    signature = models.CharField(max_length=64)
    # For each column of the file what it holds, in our names; empty for what is left out.
    columns = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # When it was asked to be taken back.
    undo_at = models.DateTimeField(null=True, blank=True)
    # Filled in when the rows are deleted.
    counts = models.JSONField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["clinic", "-id"], name="import_by_clinic"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["checking", "running", "undoing"]),
                name="import_under_way",
            ),
        )

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportRow(ClinicRow):
    """One row of the file; `step` is the last that was done with it."""

    UPLOADED, CHECKED, IMPORTED, UNDONE = range(4)

    taken_from = models.ForeignKey(TreatmentImport, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    cells = EncryptedJSONField(null=True, blank=True)
    damage = models.CharField(max_length=300, blank=True)
    visit_id = models.CharField(max_length=64, blank=True)
    # The patient as the file names them, so that one who is new twice is new once.
    who = models.CharField(max_length=32, blank=True)
    fate = models.CharField(max_length=7, choices=RowFate, blank=True)
    remarks = EncryptedJSONField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=UPLOADED)
    treatment = models.ForeignKey(
        Treatment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["taken_from", "line"], name="import_row_once"),
        )
        indexes = (
            models.Index(fields=["taken_from", "step", "line"], name="import_row_next"),
            models.Index(fields=["taken_from", "fate", "line"], name="import_row_by_fate"),
            models.Index(fields=["taken_from", "visit_id"], name="import_row_by_visit"),
            models.Index(fields=["taken_from", "who"], name="import_row_by_who"),
        )

    def __str__(self) -> str:
        return f"row {self.line} of import {self.taken_from_id}"


class ColumnMapping(ClinicRow):
    """What the columns of a clinic's export hold, as somebody said it last."""

    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    said_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clinic", "signature"], name="mapping_once"),
        )

    def __str__(self) -> str:
        return f"mapping {self.pk}"

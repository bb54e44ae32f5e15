"""Adjustment: a person changed when, or whether, one planned message goes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models.planned import PlannedMessage
from followup.clinic.models import Staff
from followup.clinic.rows import ClinicRow


class WhatWasAdjusted(models.TextChoices):
    """What a person did to a planned message."""

    SKIPPED = "skipped", _("skipped")
    MOVED = "moved", _("moved")
    SENT_NOW = "sent_now", _("sent before its time")


class Adjustment(ClinicRow):
    """Who did it, when and why, and how it was before, so that it can be taken back."""

    planned = models.ForeignKey(
        PlannedMessage, on_delete=models.PROTECT, related_name="adjustments"
    )
    what = models.CharField(max_length=8, choices=WhatWasAdjusted)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_before = models.DateTimeField()
    because_before = models.CharField(max_length=20, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=models.F("at")),
                name="adjustment_undone_after_it_was_made",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.planned_id}"

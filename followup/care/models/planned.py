"""PlannedMessage: one step of one follow-up; these rows are the schedule."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models.follow_up import FollowUp
from followup.care.models.protocol import Kind, Step
from followup.clinic.models import Patient
from followup.clinic.rows import ClinicRow


class PlannedState(models.TextChoices):
    """planned -> claimed -> done or skipped; planned -> cancelled."""

    PLANNED = "planned", _("planned")
    CLAIMED = "claimed", _("claimed")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")
    CANCELLED = "cancelled", _("cancelled")


class PlannedMessage(ClinicRow):
    """What should be said to one patient at one time."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="planned")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="planned")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Why it is not due when the step alone would say; the words are in care/reasons.py.
    moved_because = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=9, choices=PlannedState, default=PlannedState.PLANNED)
    reason = models.CharField(max_length=24, blank=True)
    # On the database's clock: a claim that outlives its lease is found by the sweep.
    leased_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # A check-in that could not go becomes a call; when that call was put on the list.
    call_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["follow_up", "step", "kind"], name="planned_once"),
            models.CheckConstraint(
                condition=Q(state__in=[PlannedState.SKIPPED, PlannedState.CANCELLED])
                ^ Q(reason=""),
                name="planned_reason_iff_not_sent",
            ),
            models.CheckConstraint(
                condition=Q(state=PlannedState.CLAIMED) ^ Q(leased_until__isnull=True),
                name="planned_lease_iff_claimed",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("due_at")), name="planned_expires_after_due"
            ),
        )
        indexes = (
            # The cost of a tick follows what is due, not what exists.
            models.Index(
                fields=["clinic", "due_at"],
                condition=Q(state=PlannedState.PLANNED),
                name="planned_due",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(state=PlannedState.CLAIMED),
                name="planned_leased",
            ),
            models.Index(
                fields=["settled_at"],
                condition=Q(state=PlannedState.SKIPPED, call_opened_at__isnull=True),
                name="planned_skipped_uncalled",
            ),
            models.Index(fields=["patient", "due_at"], name="planned_by_patient"),
            # What was left out on a day, and why.
            models.Index(
                fields=["clinic", "settled_at"],
                condition=Q(state__in=[PlannedState.SKIPPED, PlannedState.CANCELLED]),
                name="planned_left_out",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

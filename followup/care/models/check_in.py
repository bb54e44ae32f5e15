"""CheckIn: one round of questions, from the first asked to the last answered."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models.follow_up import FollowUp
from followup.care.models.planned import PlannedMessage
from followup.clinic.models import Patient
from followup.clinic.rows import ClinicRow


class Question(models.TextChoices):
    """What a step may ask, one at a time."""

    SORENESS = "soreness", _("how sore, 0 to 10")
    BRUISING = "bruising", _("any bruising")
    BREATHING = "breathing", _("any trouble breathing or chest pain")
    VISIT = "visit", _("is the next visit right")


class CheckInState(models.TextChoices):
    """open until it is answered, or closed without an answer."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed without an answer")


class CheckIn(ClinicRow):
    """One round of questions; the row stands before the first text leaves."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="check_ins")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="check_ins")
    planned = models.OneToOneField(
        PlannedMessage, on_delete=models.PROTECT, related_name="check_in"
    )
    state = models.CharField(max_length=8, choices=CheckInState, default=CheckInState.OPEN)
    # The question that waits for an answer; empty once nothing does.
    awaiting = models.CharField(max_length=10, choices=Question, blank=True)
    # In other words, once; then it is left to a person.
    reasked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    soreness = models.PositiveSmallIntegerField(null=True, blank=True)
    bruising = models.CharField(max_length=7, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(soreness__isnull=True) | Q(soreness__lte=10),
                name="check_in_soreness_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckInState.CLOSED) ^ Q(closed_at__isnull=True),
                name="check_in_closed_with_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["patient", "-opened_at"], name="check_in_by_patient"),
            models.Index(
                fields=["opened_at"], condition=Q(state=CheckInState.OPEN), name="check_in_open"
            ),
            BrinIndex(fields=["asked_at"], name="check_in_asked_on", autosummarize=True),
        )

    def __str__(self) -> str:
        return f"check-in {self.pk}"

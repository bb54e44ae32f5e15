"""Treatment, and the FollowUp that it starts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models.protocol import ProtocolVersion
from followup.clinic.models import Patient, Staff
from followup.clinic.rows import ClinicRow


class Treatment(ClinicRow):
    """One dry-needling visit."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="treatments")
    # The id in the clinic's own records: an import of the same visit changes nothing.
    external_id = models.CharField(max_length=64, blank=True)
    treated_at = models.DateTimeField()
    # knee calf thigh hip low_back shoulder neck upper_back forearm ...; the first leads
    regions = ArrayField(models.CharField(max_length=16))
    muscles = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    condition = models.CharField(max_length=80, blank=True)
    estim = models.BooleanField(default=False)
    therapist = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="treatments"
    )
    # As the export names them, whether or not they sign in here.
    therapist_name = models.CharField(max_length=80, blank=True)
    visit_number = models.PositiveSmallIntegerField(null=True, blank=True)
    series_length = models.PositiveSmallIntegerField(null=True, blank=True)
    next_visit_at = models.DateTimeField(null=True, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Taken back within three minutes of being logged.
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["clinic", "external_id"],
                condition=~Q(external_id="") & Q(undone_at__isnull=True),
                name="treatment_once_by_external_id",
            ),
        )
        indexes = (
            models.Index(fields=["patient", "-treated_at"], name="treatment_by_patient"),
            models.Index(fields=["clinic", "treated_at"], name="treatment_by_day"),
        )

    def __str__(self) -> str:
        return f"treatment {self.pk}"

    @property
    def region(self) -> str:
        """The leading region."""
        return str(self.regions[0])


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    ACTIVE = "active", _("active")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("stopped")


class FollowUp(ClinicRow):
    """One treatment under one protocol version."""

    treatment = models.OneToOneField(Treatment, on_delete=models.PROTECT, related_name="follow_up")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="follow_ups")
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=FollowUpState, default=FollowUpState.ACTIVE)
    stopped_reason = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # An urgent reply waits for a person: what a program would say now may be out of place.
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=FollowUpState.ACTIVE) ^ Q(ended_at__isnull=False),
                name="follow_up_ends_with_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=FollowUpState.STOPPED) ^ Q(stopped_reason=""),
                name="follow_up_stops_for_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=["patient", "-started_at"], name="follow_up_by_patient"),
            models.Index(
                fields=["clinic", "patient"],
                condition=Q(state=FollowUpState.ACTIVE),
                name="follow_up_active",
            ),
        )

    def __str__(self) -> str:
        return f"follow-up {self.pk}"

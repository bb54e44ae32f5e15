"""Protocol and Step: what should be said after a treatment; a published version never changes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Channel, Staff
from followup.clinic.rows import ClinicRow


class Kind(models.TextChoices):
    """What a message is for."""

    AFTERCARE = "aftercare", _("aftercare")
    SAFETY_CHECK = "safety_check", _("breathing check")
    CHECK_IN = "check_in", _("check-in")
    NUDGE = "nudge", _("nudge")
    NEXT_VISIT = "next_visit", _("next visit")
    BOOKING = "booking", _("book your next visit")


class Anchor(models.TextChoices):
    """From which instant an offset counts."""

    TREATMENT = "treatment", _("the treatment")
    NEXT_VISIT = "next_visit", _("the next visit")


class Window(models.TextChoices):
    """Between which hours a step may go out."""

    REGULAR = "regular", _("the clinic's hours for messages")
    SAFETY = "safety", _("every day until 20:30")


class StopRule(models.TextChoices):
    """What makes a step pointless."""

    NONE = "none", _("nothing")
    NEW_TREATMENT = "new_treatment", _("the patient has been treated again")
    BOOKED = "booked", _("the next visit has been booked")


class Protocol(ClinicRow):
    """A timetable with a name, for some regions and conditions."""

    slug = models.SlugField()
    name = models.CharField(max_length=80)
    regions = ArrayField(models.CharField(max_length=16), default=list)
    # Words that stand in a therapist's condition: for them it goes before that of the region.
    conditions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # For regions that no protocol lists.
    is_fallback = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clinic", "slug"], name="protocol_slug_in_clinic"),
            models.UniqueConstraint(
                fields=["clinic"], condition=Q(is_fallback=True), name="protocol_one_fallback"
            ),
            # Nobody is treated under what has been put away.
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True)
                | Q(is_fallback=False, regions=[], conditions=[]),
                name="protocol_archived_is_unused",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProtocolVersion(ClinicRow):
    """One published state of a protocol; follow-ups keep the one that they began with."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["protocol", "number"], name="version_number_once"),
        )
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.protocol} v{self.number}"


class Step(ClinicRow):
    """One stop of the timetable."""

    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    # Stable over versions: aftercare, evening, day1, day3, next_visit, booking.
    slug = models.SlugField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    anchor = models.CharField(max_length=10, choices=Anchor, default=Anchor.TREATMENT)
    # Days keep the wall clock across a change of clocks; minutes are elapsed time.
    offset_days = models.SmallIntegerField(default=0)
    offset_minutes = models.SmallIntegerField(default=0)
    window = models.CharField(max_length=7, choices=Window, default=Window.REGULAR)
    # Past this the message is of no use: minutes after it was due.
    useful_minutes = models.PositiveIntegerField()
    # soreness, bruising, breathing, visit: asked one after the other
    asks = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # 0: no nudge; 1: the day after the accepted send
    nudge_days = models.PositiveSmallIntegerField(default=0)
    stop_rule = models.CharField(max_length=13, choices=StopRule, default=StopRule.NONE)
    # The order in which channels are tried; one channel means no fallback.
    channels = ArrayField(models.CharField(max_length=5, choices=Channel), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "slug"], name="step_slug_in_version"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.NUDGE), name="step_nudges_come_by_rule_only"
            ),
        )
        ordering = ("position",)

    def __str__(self) -> str:
        return self.slug

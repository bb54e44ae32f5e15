"""Reply: an Inbound bound to a patient; ReadingRecord: what was made of it, and by whom."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models import CheckIn, FollowUp
from followup.clinic.models import Patient, Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField, EncryptedTextField
from followup.messaging.models import Inbound


class Reply(ClinicRow):
    """A patient's words, and the round of questions that they answer, where there is one."""

    inbound = models.OneToOneField(Inbound, on_delete=models.PROTECT, related_name="reply")
    # Empty where nobody is known by that number, or two share it and it is not clear who wrote.
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    check_in = models.ForeignKey(
        CheckIn, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    # What the clinic's last message asked: soreness, bruising, checkin72, reminder ...
    asked = models.CharField(max_length=20)
    hours_after = models.FloatField(null=True, blank=True)
    # The patient's own words: quoted text and signatures removed.
    words = EncryptedTextField(blank=True, default="")
    received_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"
        indexes = (
            models.Index(fields=["patient", "-received_at"], name="reply_by_patient"),
            # For counts of some days: a few kilobytes, however many rows.
            BrinIndex(fields=["received_at"], name="reply_came_on", autosummarize=True),
        )

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Reader(models.TextChoices):
    """Who read a reply."""

    PROGRAM = "program", _("the reader")
    STAFF = "staff", _("a person")


class ReadingRecord(ClinicRow):
    """One reading of a reply; a correction stands beside the program's, and the newest counts."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="readings")
    reader = models.CharField(max_length=7, choices=Reader, default=Reader.PROGRAM)
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    soreness = models.PositiveSmallIntegerField(null=True, blank=True)
    bruising = models.CharField(max_length=7, blank=True)
    intents = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # [start, end, what] in Reply.words
    spans = models.JSONField(default=list, blank=True)
    confidence = models.FloatField(default=1)
    understood = models.BooleanField(default=True)
    urgency = models.CharField(max_length=9)
    emergency = models.BooleanField(default=False)
    # [code, words]; the words may quote the patient
    reasons = EncryptedJSONField(default=list)
    at = models.DateTimeField()
    # A correction that was taken back: kept, and it counts no more.
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reader="staff") | Q(undone_at__isnull=True),
                name="reading_by_program_stands",
            ),
            models.CheckConstraint(
                condition=Q(reader="program") | Q(by__isnull=False),
                name="reading_by_staff_says_who",
            ),
            models.CheckConstraint(
                condition=Q(soreness__isnull=True) | Q(soreness__lte=10),
                name="reading_soreness_0_to_10",
            ),
            models.UniqueConstraint(
                fields=["reply"], condition=Q(reader="program"), name="reading_by_program_once"
            ),
        )
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"reading {self.pk}"

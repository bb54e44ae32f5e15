"""Message: words that go out on one channel; Attempt: one try to hand them over."""

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models import CheckIn, FollowUp, PlannedMessage
from followup.clinic.models import Channel, Patient, Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedTextField
from followup.messaging.models.template import TemplateVersion


class MessageKind(models.TextChoices):
    """What a message is for: the planned kinds, and those that answer or alert."""

    AFTERCARE = "aftercare", _("aftercare")
    SAFETY_CHECK = "safety_check", _("breathing check")
    CHECK_IN = "check_in", _("check-in")
    NUDGE = "nudge", _("nudge")
    NEXT_VISIT = "next_visit", _("next visit")
    BOOKING = "booking", _("book your next visit")
    QUESTION = "question", _("next question")
    REASK = "reask", _("question in other words")
    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
    SAFETY_TEXT = "safety_text", _("safety text")
    OPT_OUT = "opt_out", _("opt-out confirmed")
    OPT_IN = "opt_in", _("opt-in confirmed")
    HELP = "help", _("help")
    MANUAL = "manual", _("written by staff")
    ALERT = "alert", _("alert to staff")
    TEST = "test", _("test to oneself")
    DIGEST = "digest", _("weekly digest to admins")


class Status(models.TextChoices):
    """queued -> sending -> accepted -> delivered, or failed(reason), or unknown for a while."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    UNKNOWN = "unknown", _("unknown")
    ACCEPTED = "accepted", _("accepted")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


# Why a message that a person wrote failed: they thought better of it before it went.
TAKEN_BACK = "taken_back"


class Message(ClinicRow):
    """One text or email, to a patient or to staff."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    staff = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    planned = models.ForeignKey(
        PlannedMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    check_in = models.ForeignKey(
        CheckIn, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    # The inbound that it answers, so that one inbound is never answered twice alike.
    answers = models.ForeignKey(
        "messaging.Inbound", null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    kind = models.CharField(max_length=16, choices=MessageKind)
    channel = models.CharField(max_length=5, choices=Channel)
    to = EncryptedTextField()
    to_index = models.CharField(max_length=32)
    subject = EncryptedTextField(blank=True, default="")
    body = EncryptedTextField()
    segments = models.PositiveSmallIntegerField(default=1)
    template_version = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()
    # Not before this instant: a hold for the window, or the next try.
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # On the database's clock, like every lease.
    leased_until = models.DateTimeField(null=True, blank=True)
    # When the provider is to be asked what became of it (unknown), and how often it was.
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            # The last line of defence: one planned message, one text and one email at most.
            models.UniqueConstraint(
                fields=["planned", "channel"],
                condition=Q(planned__isnull=False),
                name="message_once_per_planned",
            ),
            models.UniqueConstraint(
                fields=["answers", "kind"],
                condition=Q(answers__isnull=False),
                name="message_once_per_answer",
            ),
            models.CheckConstraint(
                condition=Q(status="sending") ^ Q(leased_until__isnull=True),
                name="message_lease_iff_sending",
            ),
            models.CheckConstraint(
                condition=Q(status="failed") ^ Q(reason=""), name="message_fails_for_a_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["clinic", "due_at"], condition=Q(status="queued"), name="message_due"
            ),
            models.Index(
                fields=["leased_until"], condition=Q(status="sending"), name="message_leased"
            ),
            models.Index(fields=["ask_at"], condition=Q(status="unknown"), name="message_unknown"),
            models.Index(fields=["patient", "-created_at"], name="message_by_patient"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="message_by_provider_id"
            ),
            # For counts of the last day: a few kilobytes, however many rows.
            BrinIndex(fields=["created_at"], name="message_made_on", autosummarize=True),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Outcome(models.TextChoices):
    """How one try ended."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused for good")
    LATER = "later", _("to be tried again")
    UNKNOWN = "unknown", _("unknown")
    NEVER_ARRIVED = "never_arrived", _("never arrived")


class Attempt(ClinicRow):
    """One try to hand a Message to a provider, written before the network is touched."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    # By the movable clock, which the sandbox's provider shares.
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    provider_id = models.CharField(max_length=128, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=Q(outcome="") ^ Q(ended_at__isnull=False),
                name="attempt_ends_with_an_outcome",
            ),
        )
        indexes = (BrinIndex(fields=["started_at"], name="attempt_made_on", autosummarize=True),)

    def __str__(self) -> str:
        return f"attempt {self.number} of message {self.message_id}"

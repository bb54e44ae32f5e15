"""Inbound: what came in, raw, exactly once; and the photos that came with it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Channel
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField, EncryptedTextField


class Inbound(ClinicRow):
    """One text or email that somebody sent to the clinic."""

    channel = models.CharField(max_length=5, choices=Channel)
    provider = models.CharField(max_length=16)
    provider_id = models.CharField(max_length=255)
    sender = EncryptedTextField()
    sender_index = models.CharField(max_length=32)
    # The number or address written to; for email it carries the reply token.
    recipient = EncryptedTextField(blank=True, default="")
    subject = EncryptedTextField(blank=True, default="")
    body = EncryptedTextField(blank=True, default="")
    # What the provider's own filter made of it: STOP, START, HELP or nothing.
    keyword_by_provider = models.CharField(max_length=5, blank=True)
    # An automatic answer (RFC 3834): kept, never read as the patient's words, never answered.
    automatic = models.BooleanField(default=False)
    raw = EncryptedJSONField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    # Found by the poll, which means that its webhook never came.
    polled = models.BooleanField(default=False)
    # Empty until it has been read; the sweep finds what a lost nudge left behind.
    read_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["provider", "provider_id"], name="inbound_once"),
        )
        indexes = (
            models.Index(
                fields=["received_at"], condition=Q(read_at__isnull=True), name="inbound_unread"
            ),
            models.Index(fields=["sender_index", "-received_at"], name="inbound_by_sender"),
        )

    def __str__(self) -> str:
        return f"inbound {self.pk}"


class PhotoState(models.TextChoices):
    """Where a photo stands."""

    WAITING = "waiting", _("to be fetched")
    STORED = "stored", _("stored")
    REFUSED = "refused", _("refused")


class InboundPhoto(ClinicRow):
    """One picture that came with an inbound; stored outside the web root once it was checked."""

    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField()
    url = EncryptedTextField(blank=True, default="")
    content_type = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=7, choices=PhotoState, default=PhotoState.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["inbound", "position"], name="photo_once"),)
        indexes = (models.Index(fields=["id"], condition=Q(state="waiting"), name="photo_waiting"),)

    def __str__(self) -> str:
        return f"photo {self.position} of inbound {self.inbound_id}"

"""ReviewItem: one line of the therapists' list; Resolution: who closed it and what they did."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.care.models import FollowUp
from followup.clinic.models import Patient, Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField, EncryptedTextField
from followup.messaging.models import Inbound
from followup.replies.models.reply import Reply


class ItemKind(models.TextChoices):
    """Why a line is on the list."""

    REPLY = "reply", _("reply")
    CALL = "call", _("to call: a question could not be sent")
    SILENT = "silent", _("to call: no answer")
    DELIVERY = "delivery", _("message that did not arrive")
    STRANGER = "stranger", _("message from an unknown number")


class Rank(models.IntegerChoices):
    """The order of the list; the names are those of triage."""

    URGENT = 0, "urgent"
    ATTENTION = 1, "attention"
    ROUTINE = 2, "routine"


class ReviewItem(ClinicRow):
    """A patient's open matter: one line however many texts it takes."""

    kind = models.CharField(max_length=8, choices=ItemKind, default=ItemKind.REPLY)
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="review_items"
    )
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="review_items"
    )
    # The newest reply, and the raw text where nobody is known by the number.
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    inbound = models.ForeignKey(
        Inbound, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rank = models.PositiveSmallIntegerField(choices=Rank)
    # Later replies add to it: [code, words]
    reasons = EncryptedJSONField(default=list)
    waiting_since = models.DateTimeField()
    # Opened by a person, which ends the alerts.
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assignee = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_items"
    )
    # Urgent only: when the next in line is to be told.
    alert_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Out of sight until then; of what is urgent: in sight, and whoever is on call is told again.
    snoozed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(closed_at__isnull=True, patient__isnull=False),
                name="item_one_open_per_matter",
            ),
        )
        indexes = (
            models.Index(
                fields=["clinic", "rank", "waiting_since", "id"],
                condition=Q(closed_at__isnull=True),
                name="item_list",
            ),
            models.Index(
                fields=["alert_at"],
                condition=Q(closed_at__isnull=True, opened_at__isnull=True),
                name="item_to_alert",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(closed_at__isnull=True, snoozed_until__isnull=False),
                name="item_to_wake",
            ),
            models.Index(
                fields=["clinic", "-closed_at", "-id"],
                condition=Q(closed_at__isnull=False),
                name="item_done",
            ),
            models.Index(fields=["patient", "-waiting_since"], name="item_by_patient"),
        )

    def __str__(self) -> str:
        return f"item {self.pk}"


class WhatWasDone(models.TextChoices):
    """What a person did about an item."""

    REVIEWED = "reviewed", _("reviewed")
    REPLIED = "replied", _("replied")
    CALLED = "called", _("called")
    BOOKED = "booked", _("booked")
    REFERRED = "referred", _("referred")


class CallOutcome(models.TextChoices):
    """How a call ended."""

    SPOKE = "spoke", _("spoke with them")
    MESSAGE = "message", _("left a message")
    NO_ANSWER = "no_answer", _("nobody answered")


class Resolution(ClinicRow):
    """Who closed an item, when, and what they did."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="resolutions")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.CharField(max_length=8, choices=WhatWasDone)
    # Of a call.
    outcome = models.CharField(max_length=9, choices=CallOutcome, blank=True)
    note = EncryptedTextField(blank=True, default="")
    # Those that were closed with one press share it, and are put back with one.
    batch = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            BrinIndex(fields=["at"], name="resolution_made_on", autosummarize=True),
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="resolution_by_batch"
            ),
        )

    def __str__(self) -> str:
        return f"{self.done} item {self.item_id}"

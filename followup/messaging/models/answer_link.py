"""AnswerLink: the address in a message under which its patient answers on a page."""

from django.db import models
from django.db.models import Q

from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField
from followup.messaging.models.message import Message


class AnswerLink(ClinicRow):
    """128 random bits that lead to one message; only their hash is kept."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="answer_link")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    # What was answered on the page and has not been sent yet, by question.
    draft = EncryptedJSONField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    # How often answers were sent, and when the last time.
    times = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(draft__isnull=True) ^ Q(drafted_at__isnull=False),
                name="answer_draft_has_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["drafted_at"],
                condition=Q(drafted_at__isnull=False),
                name="answer_draft_left",
            ),
        )

    def __str__(self) -> str:
        return f"answer link {self.pk}"

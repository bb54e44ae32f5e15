"""Receipt: what the provider later said of a Message, kept once and as it came."""

from django.db import models

from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedJSONField
from followup.messaging.models.message import Message


class Receipt(ClinicRow):
    """One word of the provider on one message; the same word again changes nothing."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    provider = models.CharField(max_length=16)
    provider_id = models.CharField(max_length=128)
    # The provider's own word, known to us or not.
    status = models.CharField(max_length=32)
    # The same in ours: accepted, delivered, failed, or nothing where it moves no message.
    word = models.CharField(max_length=9, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    # Said after something final that it contradicts: shown, and believed only by a person.
    contradicts = models.BooleanField(default=False)
    raw = EncryptedJSONField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["message", "provider_id", "status", "error_code"], name="receipt_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status} for message {self.message_id}"

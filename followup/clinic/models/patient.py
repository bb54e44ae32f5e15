"""Patient, how to reach them, and the ledger of what they agreed to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.models.clinic import Channel, Language, known_time_zone
from followup.clinic.models.staff import Staff
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedTextField


class Anticoagulant(models.TextChoices):
    """Whether the patient takes a blood thinner; unknown is judged like no, and shown."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Patient(ClinicRow):
    """A person who is treated; no login, only a phone or a mailbox."""

    # The id in the clinic's own records, so that an import finds the same person again.
    external_id = models.CharField(max_length=64, blank=True)
    first_name = EncryptedTextField()
    last_name = EncryptedTextField(blank=True, default="")
    # Blind indexes of the beginnings of their names: a search finds them, a thief does not.
    name_index = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    # Empty: the clinic's.
    time_zone = models.CharField(max_length=64, blank=True, validators=[known_time_zone])
    therapist = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="patients"
    )
    anticoagulant = models.CharField(
        max_length=7, choices=Anticoagulant, default=Anticoagulant.UNKNOWN
    )
    # Tried before the others of a step; empty: as the protocol says.
    preferred_channel = models.CharField(max_length=5, choices=Channel, blank=True)
    # No body part in their texts, though the clinic's texts may name it.
    neutral_words = models.BooleanField(default=False)
    notes = EncryptedTextField(blank=True, default="")
    # A second record of the same person; all that was known of it stands with the first now.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    # Names, contacts and words are gone; what is left says that they want no messages.
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["clinic", "external_id"],
                condition=~Q(external_id=""),
                name="patient_once_by_external_id",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(external_id="", name_index=[], notes=""),
                name="patient_erased_is_nameless",
            ),
        )
        indexes = (
            GinIndex(fields=["name_index"], name="patient_by_name"),
            # Those who are there to be seen, page by page.
            models.Index(
                fields=["clinic", "-id"],
                condition=Q(merged_into__isnull=True, erased_at__isnull=True),
                name="patient_shown",
            ),
        )

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def full_name(self) -> str:
        """As staff see it; never in a log."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_gone(self) -> bool:
        """Whether nothing is to be added to this record any more: erased, or a duplicate."""
        return self.erased_at is not None or self.merged_into_id is not None


class ContactPoint(ClinicRow):
    """A phone or an email address of a patient."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contact_points")
    channel = models.CharField(max_length=5, choices=Channel)
    # E.164 for a phone, lower case for an email address.
    value = EncryptedTextField()
    index = models.CharField(max_length=32, db_index=True)
    rank = models.PositiveSmallIntegerField(default=1)
    # A landline, a dead number, a bounced address: not used again until somebody mends it.
    unreachable_at = models.DateTimeField(null=True, blank=True)
    unreachable_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "channel", "index"], name="contact_point_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["clinic", "patient"],
                condition=Q(unreachable_at__isnull=False),
                name="contact_unreachable",
            ),
        )
        ordering = ("rank", "id")

    def __str__(self) -> str:
        return f"{self.channel} of patient {self.patient_id}"


class Consent(ClinicRow):
    """One line of the ledger; never changed and never deleted, the newest line counts."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(max_length=5, choices=Channel)
    granted = models.BooleanField()
    at = models.DateTimeField()
    # form, import, keyword, words, provider, unsubscribe, staff
    how = models.CharField(max_length=16)
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField(blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["patient", "channel", "-at", "-id"], name="consent_newest"),
            BrinIndex(fields=["at"], name="consent_said_on", autosummarize=True),
            models.Index(
                fields=["clinic", "patient"], condition=Q(granted=False), name="consent_revoked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {'granted' if self.granted else 'revoked'}"

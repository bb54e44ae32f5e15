"""Vocabulary: a clinic's own words for the reader, beside the shipped ones."""

from django.db import models

from followup.clinic.models import Language, Staff
from followup.clinic.rows import ClinicRow


class Vocabulary(ClinicRow):
    """One published state of a clinic's words in one language; the newest is used."""

    language = models.CharField(max_length=2, choices=Language)
    # TOML, as checked by replies/reader/extension.py; empty: the shipped words alone.
    text = models.TextField(blank=True)
    published_at = models.DateTimeField()
    # Empty: by the command, on the machine itself.
    published_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "vocabularies"
        indexes = (models.Index(fields=["clinic", "language", "-id"], name="vocabulary_newest"),)

    def __str__(self) -> str:
        return f"vocabulary {self.pk}"

"""CannedReply: a clinic's own words for what it answers often."""

from django.db import models

from followup.clinic.models import Language, Staff
from followup.clinic.rows import ClinicRow


class CannedReply(ClinicRow):
    """One wording in one language; it stands before the shipped one of the same slug."""

    slug = models.SlugField(max_length=40)
    language = models.CharField(max_length=2, choices=Language)
    title = models.CharField(max_length=60)
    body = models.TextField()
    # A shipped one that this clinic does not want is hidden, not deleted.
    hidden = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "canned replies"
        constraints = (
            models.UniqueConstraint(
                fields=["clinic", "slug", "language"], name="canned_reply_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.language}"

"""Template and TemplateVersion: a clinic's own words; the shipped ones are files."""

from django.db import models
from django.db.models import Q

from followup.clinic.models import Channel, Language, Staff
from followup.clinic.rows import ClinicRow


class Template(ClinicRow):
    """The words of one kind of message on one channel in one language, as one clinic wants them."""

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel)
    language = models.CharField(max_length=2, choices=Language)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["clinic", "kind", "channel", "language"], name="template_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.language}"


class TemplateVersion(ClinicRow):
    """One state of the words; once published it never changes, and the newest one is used."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # Email only.
    subject = models.TextField(blank=True)
    source = models.TextField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.CheckConstraint(condition=~Q(source=""), name="template_version_has_words"),
        )
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"

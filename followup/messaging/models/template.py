"""Template, its versions and its drafts: a clinic's own words; the shipped ones are files."""

from django.db import models
from django.db.models import Q

from followup.clinic.models import Channel, Language, Staff
from followup.clinic.rows import ClinicRow


class Template(ClinicRow):
    """The words of one kind of message on one channel in one language, as one clinic wants them."""

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel)
    language = models.CharField(max_length=2, choices=Language)
    # Counts each change of the draft and each publication: who writes on top of another state than
    # the one they read is told so.
    turn = models.PositiveIntegerField(default=0)
    # The shipped words that the clinic last saw beside its own: an upgrade is told from these.
    seen_subject = models.TextField(blank=True, default="")
    seen_source = models.TextField(blank=True, default="")

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
    # The clinic went back to the shipped words, whatever an upgrade makes of them later; here they
    # stand as they were on that day.
    is_shipped = models.BooleanField(default=False)
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


class TemplateDraft(ClinicRow):
    """Words that somebody is working on; those that were set aside are kept and can be taken up."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="drafts")
    subject = models.TextField(blank=True)
    # May be empty, or no template at all yet.
    source = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(set_aside_at__isnull=True),
                name="template_draft_one_at_a_time",
            ),
        )
        ordering = ("-saved_at", "-pk")

    def __str__(self) -> str:
        return f"draft of {self.template}"

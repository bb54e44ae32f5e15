"""What was at a place before: versions that were published, and drafts that were set aside."""

from dataclasses import dataclass

from followup.messaging.models import TemplateDraft, TemplateVersion
from followup.messaging.places import Standing

_MOST = 30


@dataclass(frozen=True, slots=True)
class Past:
    """The newest first."""

    versions: list[TemplateVersion]
    drafts: list[TemplateDraft]


def of(standing: Standing) -> Past:
    """What there was at that place."""
    if standing.template is None:
        return Past([], [])
    versions = standing.template.versions.filter(published_at__isnull=False)
    drafts = standing.template.drafts.filter(set_aside_at__isnull=False)
    return Past(
        list(versions.select_related("published_by")[:_MOST]),
        list(drafts.select_related("saved_by")[:_MOST]),
    )

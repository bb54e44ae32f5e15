"""Make a clinic's words the ones that go out, and keep what was there before them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from followup.clinic import audit
from followup.clinic.access import Act, require
from followup.clinic.models import Staff
from followup.messaging import drafts, words
from followup.messaging.drafts import DraftMoved
from followup.messaging.lint import Finding, lint
from followup.messaging.models import Template, TemplateVersion
from followup.messaging.places import Place, Standing, standing


class NotPublished(Exception):
    """The words cannot go out as they are, or are not theirs to change; `findings` say why."""

    def __init__(self, findings: Sequence[Finding] = ()) -> None:
        super().__init__(" ".join(finding.words for finding in findings) or "nothing to publish")
        self.findings = findings


def findings_of(*, place: Place, subject: str, source: str, neutral: bool) -> list[Finding]:
    """What the linter says of these words at this place."""
    return lint(
        source=source,
        subject=subject,
        entry=place.entry,
        catalog=words.shipped_catalog(),
        channel=place.channel,
        language=place.language,
        neutral=neutral,
    )


@transaction.atomic
def publish(*, place: Place, seen: int, at: datetime, by: Staff) -> TemplateVersion:
    """The draft becomes the words in use, from the next message on.

    Raises DraftMoved where the draft is another than the one that was `seen`, NotPublished where
    there is none or it breaks a rule.
    """
    require(by, Act.EDIT_TEMPLATES)
    template = drafts.locked(place=place, by=by)
    draft = drafts.current(template)
    if template.turn != seen:
        raise DraftMoved(template=template, theirs=draft)
    if draft is None or not draft.source.strip() or place.entry.fixed:
        raise NotPublished
    broken = [
        finding
        for finding in findings_of(
            place=place,
            subject=draft.subject,
            source=draft.source,
            neutral=by.clinic.neutral_words,
        )
        if finding.severity == "error"
    ]
    if broken:
        raise NotPublished(broken)
    before = standing(clinic=by.clinic, place=place)
    draft.delete()
    return _published(before, template, draft.subject, draft.source, at=at, by=by)


@transaction.atomic
def use_shipped(*, place: Place, at: datetime, by: Staff) -> TemplateVersion | None:
    """Go back to the shipped words, and with them from release to release; None if it is so."""
    require(by, Act.EDIT_TEMPLATES)
    template = drafts.locked(place=place, by=by)
    before = standing(clinic=by.clinic, place=place)
    if before.own is None:
        return None
    shipped = place.shipped
    return _published(
        before, template, shipped.subject, shipped.body, at=at, by=by, is_shipped=True
    )


@transaction.atomic
def keep_own(*, place: Place, at: datetime, by: Staff) -> None:
    """The clinic has seen what the shipped words are by now, and stays with its own."""
    require(by, Act.EDIT_TEMPLATES)
    template = drafts.locked(place=place, by=by)
    _saw_shipped(template, place)
    _note(template, "kept own words", at=at, by=by)


def _published(
    before: Standing,
    template: Template,
    subject: str,
    source: str,
    *,
    at: datetime,
    by: Staff,
    is_shipped: bool = False,
) -> TemplateVersion:
    newest = TemplateVersion.objects.filter(template=template).aggregate(Max("number"))
    version: TemplateVersion = TemplateVersion.objects.create(
        clinic_id=template.clinic_id,
        template=template,
        number=(newest["number__max"] or 0) + 1,
        subject=subject,
        source=source,
        is_shipped=is_shipped,
        published_at=at,
        published_by=by,
    )
    # The first words of their own are written on the shipped ones; later ones on the clinic's.
    if before.own is None:
        _saw_shipped(template, before.place)
    drafts.move(template)
    _note(template, "published", at=at, by=by, version=version.number)
    return version


def _saw_shipped(template: Template, place: Place) -> None:
    shipped = place.shipped
    template.seen_subject, template.seen_source = shipped.subject, shipped.body
    template.save(update_fields=["seen_subject", "seen_source"])


def _note(template: Template, act: str, *, at: datetime, by: Staff, **details: int) -> None:
    audit.record(
        clinic_id=template.clinic_id,
        act=act,
        subject="template",
        subject_id=template.pk,
        at=at,
        by=by,
        details=details,
    )

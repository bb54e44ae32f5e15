"""Work on the words of a template: save as one writes, and never over what another has written."""

from datetime import datetime, timedelta

from django.db import transaction

from followup.clinic import audit
from followup.clinic.access import Act, require
from followup.clinic.models import Staff
from followup.messaging.models import Template, TemplateDraft
from followup.messaging.places import Place
from followup.messaging.render import LONGEST_SOURCE
from followup.messaging.words import LONGEST_SUBJECT

# Far more than a template may have, so that too long a one is still kept and told about.
LONGEST_DRAFT = 4 * LONGEST_SOURCE
# So long may the answer to a save be under way, before which a page knows no newer turn.
_ON_ITS_WAY = timedelta(seconds=10)


class DraftMoved(Exception):
    """Somebody else wrote or published here meanwhile; nothing was changed."""

    def __init__(self, *, template: Template, theirs: TemplateDraft | None) -> None:
        super().__init__("The words were changed by somebody else meanwhile.")
        self.template, self.theirs = template, theirs


@transaction.atomic
def save(
    *, place: Place, subject: str, source: str, seen: int, at: datetime, by: Staff
) -> TemplateDraft:
    """The draft with these words; `seen` is the turn of the template that they were written on.

    Raises DraftMoved where it is another by now, unless it says the same.
    """
    require(by, Act.EDIT_TEMPLATES)
    template = locked(place=place, by=by)
    draft = current(template)
    words = subject[:LONGEST_SUBJECT], source[:LONGEST_DRAFT]
    if draft is not None and (draft.subject, draft.source) == words:
        return draft
    if template.turn != seen:
        if not _is_ones_own_echo(template, draft, seen, at=at, by=by):
            raise DraftMoved(template=template, theirs=draft)
        return begin(place=place, subject=subject, source=source, at=at, by=by)
    if draft is None:
        return _begin(template, *words, at=at, by=by)
    draft.subject, draft.source = words
    draft.saved_at, draft.saved_by = at, by
    draft.save(update_fields=["subject", "source", "saved_at", "saved_by"])
    move(template)
    return draft


@transaction.atomic
def save_instead(
    *, place: Place, subject: str, source: str, seen: int, at: datetime, by: Staff
) -> TemplateDraft:
    """Go on with these words after DraftMoved; the other's are set aside, for the history.

    Raises DraftMoved where there is yet another state than the one that was `seen` then.
    """
    require(by, Act.EDIT_TEMPLATES)
    template = locked(place=place, by=by)
    if template.turn != seen:
        raise DraftMoved(template=template, theirs=current(template))
    return begin(place=place, subject=subject, source=source, at=at, by=by)


@transaction.atomic
def begin(*, place: Place, subject: str, source: str, at: datetime, by: Staff) -> TemplateDraft:
    """A new draft with these words; the one that was there is set aside."""
    require(by, Act.EDIT_TEMPLATES)
    template = locked(place=place, by=by)
    draft = current(template)
    if draft is not None:
        _put_away(draft, at=at, by=by)
    return _begin(template, subject[:LONGEST_SUBJECT], source[:LONGEST_DRAFT], at=at, by=by)


@transaction.atomic
def set_aside(*, place: Place, at: datetime, by: Staff) -> TemplateDraft | None:
    """Go on without the draft; it is kept, and `begin` takes its words up again."""
    require(by, Act.EDIT_TEMPLATES)
    template = locked(place=place, by=by)
    draft = current(template)
    if draft is not None:
        _put_away(draft, at=at, by=by)
        move(template)
    return draft


def locked(*, place: Place, by: Staff) -> Template:
    """The template of that place, held until the transaction ends; made where there is none."""
    made, _ = Template.objects.get_or_create(
        clinic=by.clinic, kind=place.name, channel=place.channel, language=place.language
    )
    template: Template = Template.objects.select_for_update(of=("self",)).get(pk=made.pk)
    return template


def current(template: Template) -> TemplateDraft | None:
    """The draft that is being worked on."""
    drafts = TemplateDraft.objects.filter(template=template, set_aside_at__isnull=True)
    return drafts.select_related("saved_by").first()


def move(template: Template) -> None:
    """Whoever still reads the state before is told so when they save."""
    template.turn += 1
    template.save(update_fields=["turn"])


def _is_ones_own_echo(
    template: Template, draft: TemplateDraft | None, seen: int, *, at: datetime, by: Staff
) -> bool:
    """Whether it is but their own page that saved while they wrote on, or another page of theirs.

    Nobody is told of a conflict with themselves; the words saved before are set aside.
    """
    if draft is None or draft.saved_by_id != by.pk or template.turn != seen + 1:
        return False
    return at - draft.saved_at <= _ON_ITS_WAY


def _begin(
    template: Template, subject: str, source: str, *, at: datetime, by: Staff
) -> TemplateDraft:
    draft: TemplateDraft = TemplateDraft.objects.create(
        clinic_id=template.clinic_id,
        template=template,
        subject=subject,
        source=source,
        saved_at=at,
        saved_by=by,
    )
    move(template)
    _note(draft, "drafted", at=at, by=by)
    return draft


def _put_away(draft: TemplateDraft, *, at: datetime, by: Staff) -> None:
    draft.set_aside_at = at
    draft.save(update_fields=["set_aside_at"])
    _note(draft, "set aside", at=at, by=by)


def _note(draft: TemplateDraft, act: str, *, at: datetime, by: Staff) -> None:
    audit.record(
        clinic_id=draft.clinic_id,
        act=act,
        subject="template",
        subject_id=draft.template_id,
        at=at,
        by=by,
        details={"draft": draft.pk},
    )

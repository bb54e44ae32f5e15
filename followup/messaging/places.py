"""Where words stand: one kind of message on one channel in one language, and what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from followup.clinic.models import Channel, Clinic, Language
from followup.messaging import words
from followup.messaging.catalog import Entry
from followup.messaging.models import Template, TemplateDraft, TemplateVersion
from followup.messaging.words import Source


class NoSuchPlace(LookupError):
    """No words of that name are written on that channel in that language."""


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of message, on one channel, in one language."""

    entry: Entry
    channel: str
    language: str

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def variant(self) -> str:
        """Which of the words of its kind, as `words.compose` asks for it."""
        return self.entry.name.removeprefix(self.entry.kind).removeprefix("_")

    @property
    def shipped(self) -> Source:
        """The words of the file; every place has one."""
        return words.shipped(self.name, self.channel, self.language) or Source("", "")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clinic has there: its newest version and its draft, where there are such."""

    place: Place
    template: Template | None = None
    version: TemplateVersion | None = None
    draft: TemplateDraft | None = None

    @property
    def own(self) -> TemplateVersion | None:
        """The clinic's own words, where those are in use."""
        return self.version if self.version and not self.version.is_shipped else None

    @property
    def in_use(self) -> Source:
        """The words that go out now."""
        if self.own is None:
            return self.place.shipped
        return Source(self.own.subject, self.own.source, self.own.pk)

    @property
    def is_behind(self) -> bool:
        """Whether the shipped words have changed since the clinic looked at them."""
        if self.own is None or self.template is None:
            return False
        now = self.place.shipped
        return (self.template.seen_subject, self.template.seen_source) != (now.subject, now.body)

    @property
    def changed_at(self) -> datetime | None:
        """Since when the clinic's own words are in use; None for the shipped ones."""
        return self.own.published_at if self.own else None


def place(*, name: str, channel: str, language: str) -> Place:
    """Raises NoSuchPlace."""
    entry = words.shipped_catalog().entries.get(name)
    if entry is None or channel not in entry.channels or language not in Language.values:
        raise NoSuchPlace(f"There are no words for {name!r} by {channel!r} in {language!r}.")
    return Place(entry, channel, language)


def place_of(template: Template) -> Place:
    """Where the words of that template stand; raises NoSuchPlace where a kind was given up."""
    return place(name=template.kind, channel=template.channel, language=template.language)


def places() -> Iterator[Place]:
    """All of them, in the catalog's order."""
    for entry in words.shipped_catalog().entries.values():
        for channel in Channel.values:
            if channel in entry.channels:
                yield from (Place(entry, channel, language) for language in Language.values)


def standing(*, clinic: Clinic, place: Place) -> Standing:
    """What the clinic has at one place."""
    key = (place.name, place.channel, place.language)
    template = (
        Template.objects.of(clinic)
        .filter(kind=place.name, channel=place.channel, language=place.language)
        .first()
    )
    if template is None:
        return Standing(place)
    return _standings([place], {key: template})[0]


def all_standings(*, clinic: Clinic) -> list[Standing]:
    """What the clinic has, at every place, in three queries."""
    templates = {(row.kind, row.channel, row.language): row for row in Template.objects.of(clinic)}
    return _standings(list(places()), templates)


def _standings(
    wanted: list[Place], templates: dict[tuple[str, str, str], Template]
) -> list[Standing]:
    ids = [template.pk for template in templates.values()]
    versions = (
        TemplateVersion.objects.filter(template__in=ids, published_at__isnull=False)
        .order_by("template_id", "-number")
        .distinct("template_id")
        .select_related("published_by")
    )
    newest = {version.template_id: version for version in versions}
    open_drafts = TemplateDraft.objects.filter(template__in=ids, set_aside_at__isnull=True)
    drafts = {draft.template_id: draft for draft in open_drafts.select_related("saved_by")}
    found = []
    for one in wanted:
        template = templates.get((one.name, one.channel, one.language))
        pk = template.pk if template else None
        found.append(Standing(one, template, newest.get(pk), drafts.get(pk)))
    return found

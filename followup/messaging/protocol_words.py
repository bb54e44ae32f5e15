"""Whether a protocol's stops have words that can be used, on each channel and in each language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product

from followup.care.draft_stops import DraftStop
from followup.care.judging import Finding
from followup.clinic.models import Clinic, Language
from followup.messaging import words
from followup.messaging.catalog import Entry
from followup.messaging.render import TemplateError
from followup.messaging.variants import variant_of
from followup.messaging.words import Key, Source

Published = Mapping[Key, Source]


def findings(*, clinic: Clinic, stops: Sequence[DraftStop], at: datetime) -> list[Finding]:
    """What would be skipped for want of words, and what would go out in English instead."""
    published = words.load_published(clinic_ids=[clinic.pk])
    return [found for stop in stops for found in _of_stop(clinic, stop, published, at)]


def _of_stop(
    clinic: Clinic, stop: DraftStop, published: Published, at: datetime
) -> Iterator[Finding]:
    kinds = (stop.kind, "nudge") if stop.nudge_days else (stop.kind,)
    for kind in kinds:
        variant = variant_of(
            kind=kind, slug=stop.slug, offset_days=stop.offset_days, asks=stop.asks
        )
        entry = words.shipped_catalog().entry(kind=kind, variant=variant)
        for channel, language in product(stop.channels, Language.values):
            name = str(Language(language).label)
            if not _are_there(clinic, entry, channel, language, published):
                yield Finding("words_missing", stop.slug, (entry.name, name))
            elif why := _fault(clinic, kind, variant, channel, language, published, at):
                yield Finding("words_broken", stop.slug, (f"{entry.name} ({name})", why))


def _are_there(
    clinic: Clinic, entry: Entry, channel: str, language: str, published: Published
) -> bool:
    own = (clinic.pk, entry.name, channel, language) in published
    return own or words.shipped(entry.name, channel, language) is not None


def _fault(
    clinic: Clinic,
    kind: str,
    variant: str,
    channel: str,
    language: str,
    published: Published,
    at: datetime,
) -> str:
    """Why a message to a patient like others could not be written; empty when it can."""
    variables = words.variables_for(
        clinic=clinic,
        channel=channel,
        language=language,
        variant=variant,
        first_name="Grace",
        region="knee",
        at=at,
        next_visit_at=at + timedelta(days=7),
    )
    try:
        words.compose(
            clinic=clinic,
            kind=kind,
            channel=channel,
            language=language,
            variables=variables,
            published=published,
        )
    except TemplateError as fault:
        return str(fault)
    return ""

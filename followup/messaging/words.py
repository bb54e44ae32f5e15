"""Finds the words of a message and fills them in: the clinic's own, else the shipped ones."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from followup.clinic.models import Channel, Clinic
from followup.lib.marked import gettext_noop
from followup.messaging import catalog as catalogs
from followup.messaging import mail_body, render, sms, spoken
from followup.messaging.models import TemplateVersion
from followup.messaging.render import Link, TemplateError, Value

# Stands above every email to a patient: what a mail program quotes below it are our own words.
REPLY_MARKERS = {
    "en": "-- Please reply above this line --",
    "es": "-- Por favor responda arriba de esta línea --",
}
LONGEST_SUBJECT = 150
_SUBJECT = "Subject:"

Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The unrendered words of one kind on one channel in one language."""

    subject: str
    body: str
    template_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What goes out. An email's body is Markdown, of which mail_body makes both its parts."""

    subject: str
    body: str
    segments: int
    template_version_id: int | None


def compose(
    *,
    clinic: Clinic,
    kind: str,
    channel: str,
    language: str,
    variables: Mapping[str, Value],
    published: Mapping[Key, Source] | None = None,
) -> Words:
    """The words of one message; raises TemplateError where the clinic's own cannot be used.

    `variables` come from `variables_for`; its `variant` picks among the words of a kind, such as
    day3 of check_in. What the kind does not know is left out. `published` spares the query.
    """
    entry = shipped_catalog().entry(kind=kind, variant=str(variables.get("variant") or ""))
    if published is None:
        published = load_published(clinic_ids=[clinic.pk])
    defaults = variables_for(clinic=clinic, channel=channel, language=language)
    filled = {**defaults, **variables}
    chosen = _source(clinic.pk, entry, channel, language, published)
    subject, body = _rendered(chosen, entry, channel, filled)
    if channel == Channel.SMS:
        count = sms.count(body)
        return Words("", body, count.segments, chosen.template_version_id)
    if not entry.for_staff:
        body = _framed(body, clinic.pk, language, filled, published)
    return Words(subject, body, 1, chosen.template_version_id)


def by_hand(
    *, clinic: Clinic, channel: str, language: str, text: str, unsubscribe_link: str = ""
) -> Words:
    """What a person typed, as it goes out: a text in its cheapest form, an email in its frame."""
    if channel == Channel.SMS:
        body = sms.plain(text).strip()
        return Words("", body, sms.count(body).segments, None)
    filled = variables_for(
        clinic=clinic, channel=channel, language=language, unsubscribe_link=unsubscribe_link
    )
    published = load_published(clinic_ids=[clinic.pk])
    framed = _framed(mail_body.escaped(text.strip()), clinic.pk, language, filled, published)
    return Words(clinic.name, framed, 1, None)


def load_published(*, clinic_ids: Collection[int]) -> Mapping[Key, Source]:
    """The newest published words of these clinics, in one query; most have none."""
    versions = (
        TemplateVersion.objects.filter(clinic_id__in=clinic_ids, published_at__isnull=False)
        .order_by("template_id", "-number")
        .distinct("template_id")
        .values_list(
            "pk", "subject", "source", "is_shipped", "clinic_id",
            "template__kind", "template__channel", "template__language",
        )
    )  # fmt: skip
    return {
        (clinic_id, kind, channel, language): Source(subject, body, pk)
        for pk, subject, body, is_shipped, clinic_id, kind, channel, language in versions
        if not is_shipped
    }


def variables_for(
    *,
    clinic: Clinic,
    channel: str,
    language: str,
    variant: str = "",
    first_name: str = "",
    region: str = "",
    condition: str = "",
    next_visit_at: datetime | None = None,
    look_by: datetime | None = None,
    at: datetime | None = None,
    zone: tzinfo | None = None,
    answer_link: str = "",
    unsubscribe_link: str = "",
    review_link: str = "",
    neutral: bool = False,
) -> dict[str, Value]:
    """Every variable of the catalog, in the patient's language, from plain values.

    `zone` is the patient's, else the clinic's; `at` is now, for "today" and "tomorrow"; `neutral`:
    this patient wants no body part in a text, though the clinic's texts may name it.
    """
    neutral = (neutral or clinic.neutral_words) and channel == Channel.SMS
    local = _Locally(zone or ZoneInfo(clinic.time_zone), language, channel)._asdict()
    return {
        "variant": variant,
        "first_name": spoken.first_name(first_name),
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "neutral": neutral,
        "area": spoken.area(region, language=language, neutral=neutral),
        # Kept from the words altogether where they are to be neutral.
        "region": "" if neutral else region,
        "region_group": "other" if neutral else spoken.group(region),
        "condition": "" if neutral else spoken.condition(condition),
        "next_visit": spoken.moment(next_visit_at, **local) if next_visit_at else "",
        "look_by": spoken.deadline(look_by, now=at or look_by, **local) if look_by else "",
        **_links(answer_link, unsubscribe_link, review_link),
    }


def _links(answer: str, unsubscribe: str, review: str) -> dict[str, Value]:
    return {
        "answer_link": Link(answer),
        "unsubscribe_link": Link(unsubscribe),
        "review_link": Link(review),
    }


class _Locally(NamedTuple):
    zone: tzinfo
    language: str
    channel: str


@lru_cache(maxsize=1)
def shipped_catalog() -> catalogs.Catalog:
    """The catalog beside the shipped words, read once."""
    return catalogs.read(settings.TEMPLATES_DIR / "catalog.toml")


@lru_cache(maxsize=512)
def shipped(name: str, channel: str, language: str) -> Source | None:
    """The shipped words under this name of the catalog, read once; None when there are none."""
    path = settings.TEMPLATES_DIR / channel / f"{name}.{language}.j2"
    if not path.is_file():
        return None
    written = path.read_text(encoding="utf-8")
    if not written.startswith(_SUBJECT):
        return Source("", written.strip())
    first, _, rest = written.partition("\n")
    return Source(first.removeprefix(_SUBJECT).strip(), rest.strip())


def _source(
    clinic_id: int,
    entry: catalogs.Entry,
    channel: str,
    language: str,
    published: Mapping[Key, Source],
) -> Source:
    for tongue in dict.fromkeys((language, "en")):
        own = None if entry.fixed else published.get((clinic_id, entry.name, channel, tongue))
        if found := own or shipped(entry.name, channel, tongue):
            return found
    raise TemplateError(
        gettext_noop(
            "There are no words for '%(kind)s' by %(channel)s. Write them under Templates, "
            "or take this channel out of the protocol's step."
        ),
        kind=entry.name,
        channel=channel,
    )


def _rendered(
    chosen: Source, entry: catalogs.Entry, channel: str, filled: Mapping[str, Value]
) -> tuple[str, str]:
    allowed = {name: filled[name] for name in entry.variables}
    body = render.render(source=chosen.body, variables=allowed, channel=channel)
    if not chosen.subject:
        return "", body
    subject = render.render(source=chosen.subject, variables=allowed, channel=Channel.SMS)
    return " ".join(subject.split())[:LONGEST_SUBJECT], body


def _framed(
    body: str,
    clinic_id: int,
    language: str,
    filled: Mapping[str, Value],
    published: Mapping[Key, Source],
) -> str:
    entry = shipped_catalog().entry(kind="footer")
    footer = _source(clinic_id, entry, Channel.EMAIL, language, published)
    closing = _rendered(footer, entry, Channel.EMAIL, filled)[1]
    marker = REPLY_MARKERS.get(language, REPLY_MARKERS["en"])
    return f"{marker}\n\n{body}\n\n---\n\n{closing}\n"

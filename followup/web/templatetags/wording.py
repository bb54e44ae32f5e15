"""Filters of the pages on words: what places are called, and the catalog translated."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.clinic.models import Channel
from followup.messaging.catalog import UnknownKind, Variable
from followup.messaging.models import Message
from followup.messaging.places import Place
from followup.messaging.words import shipped_catalog
from followup.web.wording.titles import title

register = template.Library()

_PLACES = {
    (Channel.SMS, "en"): gettext_lazy("Text, English"),
    (Channel.SMS, "es"): gettext_lazy("Text, Spanish"),
    (Channel.EMAIL, "en"): gettext_lazy("Email, English"),
    (Channel.EMAIL, "es"): gettext_lazy("Email, Spanish"),
}
_URGENCY = {
    "urgent": gettext_lazy("Urgent: a therapist is alerted"),
    "attention": gettext_lazy("Attention: a therapist reads it today"),
    "routine": gettext_lazy("Routine: answered by itself"),
}

register.filter("kind_title", title)


@register.filter
def place_title(place: Place) -> str:
    """Text, English."""
    return str(_PLACES[Channel(place.channel), place.language])


@register.filter
def shipped_place(message: Message) -> Place | None:
    """Where the words of a message stand; None where its kind alone does not tell which."""
    variant = message.planned.step.slug if message.planned else ""
    try:
        entry = shipped_catalog().entry(kind=message.kind, variant=variant)
    except UnknownKind:
        return None
    return Place(entry, message.channel, message.patient.language if message.patient else "en")


@register.filter
def in_words(words: str) -> str:
    """Words of the catalog, in the reader's language (web/wording/catalog_words.py)."""
    return _(words)


@register.filter
def urgency(name: str) -> str:
    return str(_URGENCY.get(name, name))


@register.filter
def code_in_words(code: str) -> str:
    """call_me as "call me", in the reader's language."""
    return _(str(code).replace("_", " "))


@register.filter
def as_written(variable: Variable) -> str:
    """As it stands in a template; what is a code, or yes or no, is there to be compared."""
    if variable.choices:
        return f'{{% if {variable.name} == "{variable.usual["en"]}" %}} ... {{% endif %}}'
    if isinstance(variable.usual["en"], bool):
        return f"{{% if {variable.name} %}} ... {{% endif %}}"
    return f"{{{{ {variable.name} }}}}"


@register.filter
def safe_mail(html: str) -> SafeString:
    """HTML that `mail_body.fragment` has cleaned, as it is."""
    return mark_safe(html)  # noqa: S308 - nothing but a few tags has passed nh3

"""Small wordings that several pages share: how long, which region, which words mattered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import phonenumbers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from followup.replies.models import Resolution

_BRUISES = {
    "none": _("no bruise"),
    "small": _("small bruise"),
    "large": _("large bruise"),
    "present": _("bruise, size not said"),
}
_SENT = {
    "aftercare": _("Aftercare advice"),
    "safety_check": _("Breathing check"),
    "check_in": _("Check-in: how sore, any bruise"),
    "nudge": _("Nudge: no answer yet"),
    "next_visit": _("Reminder of the next visit"),
    "booking": _("Invitation to book"),
}
_REGIONS = {
    "knee": pgettext_lazy("region", "Knee"),
    "thigh": pgettext_lazy("region", "Thigh"),
    "calf": pgettext_lazy("region", "Calf"),
    "shin": pgettext_lazy("region", "Shin"),
    "ankle": pgettext_lazy("region", "Ankle"),
    "foot": pgettext_lazy("region", "Foot"),
    "hip": pgettext_lazy("region", "Hip"),
    "groin": pgettext_lazy("region", "Groin"),
    "glute": pgettext_lazy("region", "Glute"),
    "pelvis": pgettext_lazy("region", "Pelvis"),
    "low_back": pgettext_lazy("region", "Low back"),
    "sacrum": pgettext_lazy("region", "Sacrum"),
    "abdomen": pgettext_lazy("region", "Abdomen"),
    "upper_back": pgettext_lazy("region", "Upper back"),
    "scapula": pgettext_lazy("region", "Scapula"),
    "rib": pgettext_lazy("region", "Rib"),
    "chest": pgettext_lazy("region", "Chest"),
    "shoulder": pgettext_lazy("region", "Shoulder"),
    "neck": pgettext_lazy("region", "Neck"),
    "head": pgettext_lazy("region", "Head"),
    "jaw": pgettext_lazy("region", "Jaw"),
    "upper_arm": pgettext_lazy("region", "Upper arm"),
    "elbow": pgettext_lazy("region", "Elbow"),
    "forearm": pgettext_lazy("region", "Forearm"),
    "wrist": pgettext_lazy("region", "Wrist"),
    "hand": pgettext_lazy("region", "Hand"),
}
_RANKS = {"urgent": _("urgent"), "attention": _("attention"), "routine": _("routine")}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a patient's words; `what` is what they led to, empty where nothing."""

    words: str
    what: str = ""


def marked(words: str, spans: Iterable[Sequence[int | str]]) -> list[Piece]:
    """`words` cut where the reader found something; overlaps and bad ends are passed over."""
    return list(_cut(words, sorted(_spans(spans, len(words)))))


def lasted(length: timedelta) -> str:
    """A length of time as people say it: 5 min, 3 h, 2 days."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return str(_("less than a minute"))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def region(name: str) -> str:
    """`low_back` as Low back."""
    return str(_REGIONS.get(name, name.replace("_", " ").capitalize()))


def rank(name: str) -> str:
    """How urgent something is, in the reader's language; the name itself is a code."""
    return str(_RANKS.get(name, name))


def bruise(name: str) -> str:
    """What was said of a bruise, or nothing."""
    return str(_BRUISES.get(name, ""))


def done(resolution: Resolution) -> str:
    """What was done about an item, and of a call how it ended."""
    said = resolution.get_done_display().capitalize()
    return f"{said}, {resolution.get_outcome_display()}" if resolution.outcome else said


def planned(kind: str) -> str:
    """What a planned message is, so that a list of them reads as what will be sent."""
    return str(_SENT.get(kind, kind.replace("_", " ").capitalize()))


def place(zone: str) -> str:
    """The town that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def telephone(number: str) -> str:
    """A number in E.164 as people write it in its own country."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _spans(spans: Iterable[Sequence[int | str]], end: int) -> Iterator[tuple[int, int, str]]:
    for span in spans:
        start, stop = int(span[0]), int(span[1])
        if 0 <= start < stop <= end:
            yield start, stop, str(span[2])


def _cut(words: str, spans: list[tuple[int, int, str]]) -> Iterator[Piece]:
    done = 0
    for start, stop, what in spans:
        if start < done:
            continue
        if start > done:
            yield Piece(words[done:start])
        yield Piece(words[start:stop], what)
        done = stop
    if done < len(words):
        yield Piece(words[done:])

"""Small wordings that several pages share: how long, which region, which words mattered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import phonenumbers

from followup.replies.models import Resolution

_BRUISES = {
    "none": "no bruise",
    "small": "small bruise",
    "large": "large bruise",
    "present": "bruise, size not said",
}


_SENT = {
    "aftercare": "Aftercare advice",
    "safety_check": "Breathing check",
    "check_in": "Check-in: how sore, any bruise",
    "nudge": "Nudge: no answer yet",
    "next_visit": "Reminder of the next visit",
    "booking": "Invitation to book",
}


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
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def region(name: str) -> str:
    """`low_back` as Low back."""
    return name.replace("_", " ").capitalize()


def bruise(name: str) -> str:
    """What was said of a bruise, or nothing."""
    return _BRUISES.get(name, "")


def done(resolution: Resolution) -> str:
    """What was done about an item, and of a call how it ended."""
    said = resolution.get_done_display().capitalize()
    return f"{said}, {resolution.get_outcome_display()}" if resolution.outcome else said


def planned(kind: str) -> str:
    """What a planned message is, so that a list of them reads as what will be sent."""
    return _SENT.get(kind, kind.replace("_", " ").capitalize())


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

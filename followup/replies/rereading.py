"""Puts a person's reading together from the one before it and what they changed in it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from followup.replies.models import ReadingRecord
from followup.replies.reader import Bruising, Flag, Intent, Reading, Sign, Span
from followup.replies.reader.lexicon import lexicon


class _Left(Enum):
    AS_IT_IS = "as it is"


Left = _Left
# What a correction says nothing about.
UNCHANGED: Final = _Left.AS_IT_IS
_VALUES = {"soreness", "bruising"}


class NoSuchValue(ValueError):
    """A correction to something that a reading cannot hold; the text says what it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a person says that a reply says; `flags` names danger signs and milder signs."""

    soreness: int | Left | None = UNCHANGED
    bruising: str | Left | None = UNCHANGED
    intent: Collection[str] | Left = UNCHANGED
    flags: Collection[str] | Left = UNCHANGED

    def named(self) -> list[str]:
        """The names of what is changed."""
        fields = ("soreness", "bruising", "intent", "flags")
        return [name for name in fields if getattr(self, name) is not UNCHANGED]


def reread(*, words: str, before: ReadingRecord | None, changes: Changes, noted_by: str) -> Reading:
    """The reading as it is now, with the words that still led to it. Raises NoSuchValue."""
    flags = tuple(_flags(words, before, changes, noted_by))
    signs = tuple(_signs(words, before, changes))
    led = [*(flag.span for flag in flags), *(sign.span for sign in signs)]
    marked = [span for span in led if span.end]
    return Reading(
        soreness=_soreness(before, changes),
        bruising=_bruising(before, changes),
        intents=tuple(_intents(before, changes)),
        flags=flags,
        signs=signs,
        spans=tuple(sorted((*_spans(before, changes), *marked), key=lambda span: span.start)),
        confidence=1.0,
        understood=True,
    )


def flag_names() -> list[str]:
    """The danger signs that a person may name, in the order of the alphabet."""
    return sorted(lexicon().rules())


def sign_names() -> list[str]:
    """The milder signs that a person may name."""
    return sorted(lexicon().signs)


def _soreness(before: ReadingRecord | None, changes: Changes) -> int | None:
    score = changes.soreness
    if score is UNCHANGED:
        return before.soreness if before else None
    if score is not None and score not in range(11):
        raise NoSuchValue("Soreness is a whole number from 0 to 10, or not said.")
    return score


def _bruising(before: ReadingRecord | None, changes: Changes) -> Bruising | None:
    said = (
        (before.bruising if before else "") if changes.bruising is UNCHANGED else changes.bruising
    )
    if not said:
        return None
    if said not in set(Bruising):
        raise NoSuchValue(f"A bruise is one of {', '.join(Bruising)}, or not said.")
    return Bruising(said)


def _intents(before: ReadingRecord | None, changes: Changes) -> list[Intent]:
    named = (before.intents if before else []) if changes.intent is UNCHANGED else changes.intent
    if unknown := set(named) - set(Intent):
        raise NoSuchValue(f"Nobody can want {', '.join(sorted(unknown))}: {', '.join(Intent)}.")
    return [intent for intent in Intent if intent in set(named)]


def _flags(
    words: str, before: ReadingRecord | None, changes: Changes, noted_by: str
) -> Iterator[Flag]:
    rules = lexicon().rules()
    standing = before.flags if before else []
    for name in _named(standing, changes, rules):
        span = _span_of(before, f"flag:{name}")
        said = words[span.start : span.end] if span else noted_by
        # One that the vocabulary has lost since is none the less grave.
        severity = rules[name].severity if name in rules else "E"
        yield Flag(name, severity, span or Span(0, 0, f"flag:{name}"), said)


def _signs(words: str, before: ReadingRecord | None, changes: Changes) -> Iterator[Sign]:
    spans = before.spans if before else []
    standing = [str(what)[5:] for _, _, what in spans if str(what).startswith("sign:")]
    for name in _named(standing, changes, lexicon().signs):
        span = _span_of(before, f"sign:{name}") or Span(0, len(words), f"sign:{name}")
        yield Sign(name, span, words[span.start : span.end] or name)


def _named(standing: Iterable[str], changes: Changes, known: Collection[str]) -> list[str]:
    if changes.flags is UNCHANGED:
        return list(dict.fromkeys(standing))
    if unknown := set(changes.flags) - {*flag_names(), *sign_names()}:
        raise NoSuchValue(f"There is no danger sign called {', '.join(sorted(unknown))}.")
    return sorted(set(changes.flags) & set(known))


def _span_of(before: ReadingRecord | None, what: str) -> Span | None:
    return next((span for span in _spans_of(before) if span.what == what), None)


def _spans(before: ReadingRecord | None, changes: Changes) -> Iterator[Span]:
    """Of values and wishes; a changed one was not said by the words that were marked."""
    gone = {name for name in _VALUES if name in changes.named()}
    if changes.intent is not UNCHANGED:
        gone |= set(Intent) - set(changes.intent)
    for span in _spans_of(before):
        if span.what not in gone and not span.what.startswith(("flag:", "sign:")):
            yield span


def _spans_of(before: ReadingRecord | None) -> Iterator[Span]:
    for start, end, what in before.spans if before else ():
        yield Span(int(start), int(end), str(what))

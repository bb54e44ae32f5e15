"""A clinic's own words beside the shipped vocabulary: checked as a whole, and only ever raising.

Its text is TOML: lists of phrases (docs/reader.md) by what they mean. A danger sign that the
shipped vocabulary finds stays found, whatever a clinic says of negations and figures of speech.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from followup.replies.reader.lexicon import VOCABULARY, Lexicon, lexicon
from followup.replies.reader.phrases import Parser, PhraseError, Phrases
from followup.replies.reader.reading import Intent

LONGEST_TEXT = 50_000
MOST_PHRASES = 500
LONGEST_PHRASE = 200
MOST_GAPS = 3
_NAMED = {"flags": "flag", "signs": "sign", "intents": "intent"}
_PLAIN = {"negations": "scope:denied_before", "figures": "scope:figures"}
_LETS_BE_READ_AS = ("urgent", "attention", "routine")


class VocabularyError(ValueError):
    """A clinic's words that cannot be used; the text says where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A clinic's words, ready to be searched beside the shipped ones, and its own examples."""

    language: str
    known: Lexicon
    examples: tuple[tuple[str, str], ...]
    phrases: int


def languages() -> list[str]:
    """The languages that the reader knows: one for each file of its vocabulary."""
    return sorted(path.stem for path in VOCABULARY.glob("*.toml"))


def extension_of(text: str, *, under: Lexicon | None = None) -> Extension:
    """The extension that a text describes, on top of `under`. Raises VocabularyError."""
    words = _parsed(text)
    language = _language(words)
    base = under or lexicon()
    phrases, parser, count = Phrases(base=base.phrases), Parser(_lists(language)), 0
    for where, key, phrase in _phrases(words, base):
        try:
            phrases.add(key, [_checked(where, phrase)], parser)
        except PhraseError as error:
            raise VocabularyError(f"{where}: {error}.") from error
        count += 1
    if count > MOST_PHRASES:
        raise VocabularyError(f"{count} phrases; {MOST_PHRASES} are the most.")
    numbers = base.numbers | {language: base.numbers.get(language, {}) | _numbers(words)}
    spelling = base.spelling.also(parser.words | set(numbers[language]))
    known = replace(base, phrases=phrases, numbers=numbers, spelling=spelling)
    return Extension(language, known, tuple(_examples(words)), count)


def _parsed(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise VocabularyError(f"{len(text)} characters; {LONGEST_TEXT} are the most.")
    try:
        words = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise VocabularyError(f"This is not TOML: {error}.") from error
    allowed = {"language", "numbers", "examples", *_NAMED, *_PLAIN}
    if unknown := sorted(set(words) - allowed):
        raise VocabularyError(
            f"[{unknown[0]}] is not known. There is: {', '.join(sorted(allowed))}."
        )
    return words


def _language(words: Mapping[str, Any]) -> str:
    language = words.get("language")
    if language not in languages():
        raise VocabularyError(f'Begin with language = "en", or one of {", ".join(languages())}.')
    return str(language)


@lru_cache(maxsize=8)
def _lists(language: str) -> Mapping[str, Sequence[str]]:
    """Those of the shipped vocabulary, so that `{body}` may be written."""
    path = VOCABULARY / f"{language}.toml"
    lists: Mapping[str, Sequence[str]] = tomllib.loads(path.read_text(encoding="utf-8"))["lists"]
    return lists


def _phrases(words: Mapping[str, Any], base: Lexicon) -> Iterator[tuple[str, str, object]]:
    """Where each phrase stands, the key under which it is found, and the phrase."""
    names = {"flags": {*base.flags}, "signs": {*base.signs}, "intents": {*map(str, Intent)}}
    for section, kind in _NAMED.items():
        for name, phrases in _table(words, section).items():
            where = f"[{section}] {name}"
            if name not in names[section]:
                known = ", ".join(sorted(names[section]))
                raise VocabularyError(f"{where} is not known. There is: {known}.")
            for phrase in _list(where, phrases):
                yield where, f"{kind}:{name}", phrase
    for section, key in _PLAIN.items():
        for phrase in _list(section, words.get(section, [])):
            yield section, key, phrase


def _table(words: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    table = words.get(section, {})
    if not isinstance(table, dict):
        raise VocabularyError(f"{section} holds names with lists: [{section}] and name = [...].")
    return table


def _list(where: str, phrases: object) -> list[object]:
    if not isinstance(phrases, list):
        raise VocabularyError(f'{where} holds a list of phrases: ["one", "another"].')
    return phrases


def _checked(where: str, phrase: object) -> str:
    if not isinstance(phrase, str) or not phrase.strip():
        raise VocabularyError(f"{where}: {phrase!r} is not a phrase.")
    if len(phrase) > LONGEST_PHRASE:
        raise VocabularyError(f"{where}: a phrase has at most {LONGEST_PHRASE} characters.")
    if phrase.count("..") > MOST_GAPS:
        raise VocabularyError(f"{where}: {phrase!r} has more than {MOST_GAPS} gaps (.. or ...).")
    return phrase


def _numbers(words: Mapping[str, Any]) -> dict[str, int]:
    numbers = _table(words, "numbers")
    for word, value in numbers.items():
        if type(value) is not int or value not in range(11):
            raise VocabularyError(f"[numbers] {word}: a score is a whole number from 0 to 10.")
    return dict(numbers)


def _examples(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for urgency, replies in _table(words, "examples").items():
        if urgency not in _LETS_BE_READ_AS:
            raise VocabularyError(f"[examples] {urgency}: urgent, attention or routine.")
        for reply in _list(f"[examples] {urgency}", replies):
            yield urgency, str(reply)

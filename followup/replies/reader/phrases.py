"""The little language in which the vocabulary is written, and the search for its phrases.

A phrase is words with a blank between them. `a|b` is either word, `swell*` any word that begins
so, `(the)` a word that may be missing, `{body}` any entry of the list of that name, `#` a number,
`..` up to three words of the same clause, `...` up to six words and commas.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.replies.reader.tokens import Sentence

Lists = Mapping[str, Sequence[str]]

GAPS = {"..": r"(?:[^ ,;:()]+ ){0,3}?", "...": r"(?:[^ ]+ ){0,6}?"}
NUMBER = r"\d[\d.,]* "
SHORTEST_STEM = 2


class PhraseError(ValueError):
    """A phrase that cannot be read: an unknown list, or nothing to look for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a sentence: tokens `first` to `last`, both included."""

    key: str
    first: int
    last: int


class Phrases:
    """Many phrases under keys, searched together: only those whose rarest word occurs are tried."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._always: list[int] = []

    def add(self, key: str, phrases: Iterable[str]) -> None:
        """Adds phrases under one key."""
        for phrase in phrases:
            number = len(self._patterns)
            self._patterns.append((key, re.compile("(?<= )" + pattern(phrase, self._lists))))
            self._index(number, anchor(phrase, self._lists))

    def _index(self, number: int, words: Sequence[str]) -> None:
        for word in words:
            if word.endswith("*"):
                self._stems.setdefault(word[:-1], []).append(number)
            elif word == "#":
                self._always.append(number)
            else:
                self._words.setdefault(word, []).append(number)

    def find(self, sentence: Sentence) -> list[Hit]:
        """Every place where a phrase occurs, in the order of the text."""
        found = []
        for number in self._candidates({token.norm for token in sentence.tokens}):
            key, compiled = self._patterns[number]
            for match in compiled.finditer(sentence.text):
                first = sentence.token_at(match.start())
                found.append(Hit(key, first, sentence.token_at(match.end() - 2)))
        return sorted(found, key=lambda hit: (hit.first, -hit.last, hit.key))

    def _candidates(self, words: set[str]) -> set[int]:
        numbers = set(self._always)
        for word in words:
            numbers.update(self._words.get(word, ()))
            for size in range(SHORTEST_STEM, len(word) + 1):
                if (stem := word[:size]) in self._stems:
                    numbers.update(self._stems[stem])
        return numbers

    def words(self) -> set[str]:
        """Every whole word that some phrase is found by."""
        return set(self._words)


def pattern(phrase: str, lists: Lists) -> str:
    """The regular expression of a phrase; it begins after a blank and ends with one."""
    parts = [_element(part, lists) for part in phrase.split()]
    if not parts:
        raise PhraseError("an empty phrase finds nothing")
    return "".join(parts)


def _element(part: str, lists: Lists) -> str:
    if part in GAPS:
        return GAPS[part]
    if part.startswith("(") and part.endswith(")"):
        return f"(?:{_element(part[1:-1], lists)})?"
    if part == "#":
        return NUMBER
    return f"(?:{'|'.join(_alternatives(part, lists))})"


def _alternatives(part: str, lists: Lists) -> Iterator[str]:
    for word in part.split("|"):
        if word.startswith("{") and word.endswith("}"):
            for entry in entries(word[1:-1], lists):
                yield pattern(entry, lists)
        elif word.endswith("*"):
            yield re.escape(word[:-1]) + "[^ ]* "
        else:
            yield re.escape(word) + " "


def entries(name: str, lists: Lists) -> Sequence[str]:
    """The entries of a list, the longest first, so that `not able to` wins over `not`."""
    if name not in lists:
        raise PhraseError(f"there is no list called {name!r}")
    return sorted(lists[name], key=lambda entry: (-len(entry), entry))


def anchor(phrase: str, lists: Lists) -> Sequence[str]:
    """The words of which one must occur for the phrase to occur: those of its longest element."""
    best: Sequence[str] = ()
    for part in phrase.split():
        if part in GAPS or part.startswith("("):
            continue
        heads = list(_heads(part, lists))
        if min(map(len, heads)) > min(map(len, best), default=0):
            best = heads
    if not best:
        raise PhraseError(f"{phrase!r} has nothing that must occur")
    return best


def _heads(part: str, lists: Lists) -> Iterator[str]:
    for word in part.split("|"):
        if word.startswith("{") and word.endswith("}"):
            for entry in lists.get(word[1:-1], ()):
                yield from anchor(entry, lists)
        else:
            yield word

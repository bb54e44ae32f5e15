"""The little language in which the vocabulary is written, and the search for its phrases.

A phrase is words with a blank between them. `a|b` is either word, `swell*` any word that begins
so, `(a b|c)` either of these phrases, `(the)?` one that may be missing, `{body}` any entry of the
list of that name, `#` a number, `..` up to three words of the same clause, `...` up to eight
of anything. It must hold something that cannot be missing, by which it is found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.replies.reader.tokens import Sentence, folded

Lists = Mapping[str, Sequence[str]]

# A gap does not step over a word that turns the meaning: `headache, no stiffness` is no phrase.
# A language adds its own as `turns` under [words].
TURNS = frozenset(
    "no not but pero sin except excepto salvo without never ni nor isnt wasnt arent werent dont"
    " doesnt didnt havent hasnt aint".split()
)
GAPS = {"..": r"(?:{turn}[^ ,;:()]+ ){{0,3}}?", "...": r"(?:{turn}[^ ]+ ){{0,8}}?"}
NUMBER = "#"
SHORTEST_STEM = 2


class PhraseError(ValueError):
    """A phrase that cannot be read: an unknown list, an open bracket, or nothing to look for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a phrase: its regular expression, and the words of which one must occur."""

    regex: str
    anchor: tuple[str, ...] = ()
    is_one_word: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a sentence: tokens `first` to `last`, both included."""

    key: str
    first: int
    last: int

    def overlaps(self, other: "Hit") -> bool:
        return self.first <= other.last and other.first <= self.last


class Phrases:
    """Many phrases under keys, searched together: only those whose rarest word occurs are tried."""

    def __init__(self, base: "Phrases | None" = None) -> None:
        # Searched as well; it is shared and does not change.
        self._base = base
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._longest_stem = 0
        # Phrases of one word need no search: its keys by the word.
        self._single: dict[str, list[str]] = {}
        self._single_stems: dict[str, list[str]] = {}

    def add(self, key: str, phrases: Iterable[str], parser: "Parser") -> None:
        """Adds phrases under one key."""
        for phrase in phrases:
            piece = parser(phrase)
            if piece.is_one_word:
                self._add_single(key, piece.anchor)
                continue
            for word in piece.anchor:
                self._index(word, len(self._patterns))
            self._patterns.append((key, re.compile(f"(?<= ){piece.regex}")))

    def _add_single(self, key: str, words: Iterable[str]) -> None:
        for word in words:
            if word.endswith("*"):
                self._single_stems.setdefault(word[:-1], []).append(key)
                self._longest_stem = max(self._longest_stem, len(word) - 1)
            else:
                self._single.setdefault(word, []).append(key)

    def _index(self, word: str, number: int) -> None:
        if word.endswith("*"):
            self._stems.setdefault(word[:-1], []).append(number)
            self._longest_stem = max(self._longest_stem, len(word) - 1)
        else:
            self._words.setdefault(word, []).append(number)

    def find(self, sentence: Sentence) -> list[Hit]:
        """Every place where a phrase occurs, in the order of the text."""
        found = set(self._singles(sentence))
        if self._base is not None:
            found.update(self._base.find(sentence))
        for number in self._candidates(sentence):
            key, pattern = self._patterns[number]
            for match in pattern.finditer(sentence.text):
                first = sentence.token_at(match.start())
                found.add(Hit(key, first, sentence.token_at(match.end() - 2)))
        return sorted(found, key=lambda hit: (hit.first, -hit.last, hit.key))

    def _singles(self, sentence: Sentence) -> Iterator[Hit]:
        for at, token in enumerate(sentence.tokens):
            for key in self._single.get(token.norm, ()):
                yield Hit(key, at, at)
            for size in range(1, min(len(token.norm), self._longest_stem) + 1):
                for key in self._single_stems.get(token.norm[:size], ()):
                    yield Hit(key, at, at)

    def _candidates(self, sentence: Sentence) -> set[int]:
        numbers: set[int] = set()
        for word in {token.norm for token in sentence.tokens}:
            numbers.update(self._words.get(word, ()))
            for size in range(SHORTEST_STEM, min(len(word), self._longest_stem) + 1):
                if stem := self._stems.get(word[:size]):
                    numbers.update(stem)
        if any(token.kind == "number" for token in sentence.tokens):
            numbers.update(self._words.get(NUMBER, ()))
        return numbers


class Parser:
    """Turns phrases into pieces; lists are parsed once."""

    def __init__(self, lists: Lists, *, turns: Iterable[str] = ()) -> None:
        self._lists = lists
        turn = f"(?!(?:{'|'.join(map(re.escape, sorted(TURNS | set(turns))))}) )"
        self._gaps = {mark: gap.format(turn=turn) for mark, gap in GAPS.items()}
        self._known: dict[str, Piece] = {}
        self.words: set[str] = set()

    def __call__(self, text: str) -> Piece:
        """The piece of a whole phrase: it begins after a blank and ends with one."""
        pieces = [self._item(item) for item in _split(text, " ") if item]
        anchors = [piece.anchor for piece in pieces if piece.anchor]
        if not anchors:
            raise PhraseError(f"{text!r} has nothing that must occur")
        # The longest words are the rarest, so the phrase is looked for where one of them occurs.
        rarest = max(anchors, key=lambda words: min(map(len, words)))
        is_one_word = len(pieces) == 1 and pieces[0].is_one_word
        return Piece("".join(piece.regex for piece in pieces), rarest, is_one_word)

    def _item(self, item: str) -> Piece:
        if item in self._gaps:
            return Piece(self._gaps[item])
        if item.startswith("(") and item.endswith(")?"):
            return Piece(f"(?:{self._either(_split(item[1:-2], '|')).regex})?")
        return self._either(_split(item, "|"))

    def _either(self, alternatives: Sequence[str]) -> Piece:
        pieces = [self._alternative(alternative) for alternative in alternatives]
        regex = "|".join(piece.regex for piece in pieces)
        words = tuple(word for piece in pieces for word in piece.anchor)
        return Piece(f"(?:{regex})", words, all(piece.is_one_word for piece in pieces))

    def _alternative(self, text: str) -> Piece:
        if text.startswith("(") and text.endswith(")") and _is_one_group(text):
            return self._either([*_split(text[1:-1], "|")])
        if text.startswith("{"):
            return self._list(text.strip("{}"))
        if len(_split(text, " ")) > 1:
            return self(text)
        if "(" in text or ")" in text:
            raise PhraseError(f"{text!r}: a bracket stands alone, with a blank on both sides")
        if text == NUMBER:
            return Piece(r"\d[\d.,]* ", (NUMBER,))
        text = folded(text)
        self.words.add(text)
        if text.endswith("*"):
            return Piece(re.escape(text[:-1]) + "[^ ]* ", (text,), is_one_word=True)
        return Piece(re.escape(text) + " ", (text,), is_one_word=True)

    def _list(self, names: str) -> Piece:
        """Any entry of the lists; the longest first, so that `not able to` wins over `not`."""
        if names not in self._known:
            entries = {entry for name in names.split("|") for entry in self._entries(name)}
            ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
            self._known[names] = self._either(ordered)
        return self._known[names]

    def _entries(self, name: str) -> Sequence[str]:
        if name == NUMBER:
            return (NUMBER,)
        if name not in self._lists:
            raise PhraseError(f"there is no list called {name!r}")
        return self._lists[name]


def _is_one_group(text: str) -> bool:
    """Whether the first bracket is closed by the last."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _split(text: str, mark: str) -> list[str]:
    """Splits at a mark that stands outside of all brackets and braces."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "({") - (letter in ")}")
        if letter == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if depth:
        raise PhraseError(f"{text!r} has a bracket without its other half")
    return parts

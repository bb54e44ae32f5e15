"""Splits a text into words and sentences that remember where they stood in the original."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Long run-on texts are cut here, so that every rule looks at a bounded stretch.
LONGEST_SENTENCE = 80

TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S{1,500})"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    r"|(?P<number>\d{1,9}(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:[\u200b-\u200f\u00ad'\u2019\u02bc`\u00b4\u0300-\u036f][^\W\d_]+)*)"
    r"|(?P<keycap>[0-9]\ufe0f?\u20e3|\U0001f51f)"
    r"|(?P<mark>\.{2,}|\u2026|[^\w\s]|_)"
)
ENDS = frozenset({".", "!", "?", "..", "...", "\u2026"})
DOTS = frozenset({"..", "...", "\u2026"})
CARRY_ON = frozenset("to on at of in from with than".split())
ABBREVIATIONS = frozenset("dr dra mr mrs ms sr sra st jr approx vs appt apt ext".split())
APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4\u00ad\u200b-\u200f]")
SKIPPED = re.compile("[\ufe0f\u200b-\u200f\u20e3\U0001f3fb-\U0001f3ff]")


@dataclass(slots=True)
class Token:
    """One word, number or mark; `norm` is its folded form, `raw` what was written."""

    norm: str
    raw: str
    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Sentence:
    """The tokens of one sentence, and its folded text in which phrases are searched."""

    tokens: list[Token]
    text: str
    offsets: list[int]

    def token_at(self, offset: int) -> int:
        """The index of the token that covers a character of `text`."""
        low, high = 0, len(self.offsets) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.offsets[middle] <= offset:
                low = middle
            else:
                high = middle - 1
        return low


def sentence_of(tokens: list[Token]) -> Sentence:
    """The sentence of these tokens, its words one blank apart."""
    offsets, at = [], 1
    for token in tokens:
        offsets.append(at)
        at += len(token.norm) + 1
    return Sentence(tokens, f" {' '.join(token.norm for token in tokens)} ", offsets)


def sentences(tokens: Sequence[Token]) -> list[Sentence]:
    """Cuts tokens at the ends of sentences; marks that follow an end stay with it."""
    found: list[list[Token]] = []
    is_open = False
    for token in tokens:
        if token.kind == "break":
            is_open = False
            continue
        goes_on = is_open or (found and token.norm in ENDS)
        trails = bool(found) and _trails_off(found[-1], token)
        if not (goes_on or trails) or len(found[-1]) >= LONGEST_SENTENCE:
            found.append([])
        found[-1].append(token)
        is_open = token.norm not in ENDS or _is_short_for(found[-1])
    return [sentence_of(part) for part in found]


def _trails_off(tokens: Sequence[Token], following: Token) -> bool:
    """`i cant stand up... to her cooking`: dots within a sentence, for a breath."""
    return tokens[-1].norm in DOTS and following.raw in CARRY_ON


def _is_short_for(tokens: Sequence[Token]) -> bool:
    """`Dr.`: a dot that ends no sentence."""
    return len(tokens) > 1 and tokens[-1].norm == "." and tokens[-2].norm in ABBREVIATIONS


# What dictation writes for a mark.
SPOKEN = {("question", "mark"): "?", ("exclamation", "point"): "!", ("exclamation", "mark"): "!"}


def with_spoken_marks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with `question mark`, `comma` and the like turned into the marks."""
    found: list[Token] = []
    for token in tokens:
        if found and (mark := SPOKEN.get((found[-1].norm, token.norm))):
            last = found.pop()
            found.append(Token(mark, last.raw + token.raw, last.start, token.end, "mark"))
        elif token.norm in {"comma", "coma"}:
            found.append(Token(",", token.raw, token.start, token.end, "mark"))
        else:
            found.append(token)
    return found


def tokenize(text: str, kept: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens of the kept stretches of a text, with breaks between lines and stretches."""
    found: list[Token] = []
    for start, end in kept:
        found.extend(_stretch(text, start, end))
        found.append(Token("\n", "\n", end, end, "break"))
    return found


def _stretch(text: str, start: int, end: int) -> Iterator[Token]:
    last = start
    for match in TOKEN.finditer(text, start, end):
        if "\n" in text[last : match.start()]:
            yield Token("\n", "\n", last, last, "break")
        last = match.end()
        kind = match.lastgroup or "mark"
        raw = match.group()
        norm = folded(raw) if kind == "word" else SKIPPED.sub("", raw)
        if norm:
            yield Token(norm, raw, match.start(), match.end(), kind)


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """Lower case, without accents and apostrophes: `Dolió` and `don't` become `dolio`, `dont`."""
    plain = unicodedata.normalize("NFKD", APOSTROPHES.sub("", word).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))

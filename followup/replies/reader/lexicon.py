"""Loads the vocabulary of every language once, ready to be searched."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from followup.replies.reader.phrases import Parser, Phrases
from followup.replies.reader.spelling import Spelling

VOCABULARY = Path(__file__).parent / "vocabulary"
WORD_SETS = ("units", "not_after", "sore", "slots", "mine")
SECTIONS_OF_ENTRIES = (("flag", "flags"), ("sign", "signs"), ("intent", "intents"))
SECTIONS_OF_LISTS = (
    ("scope", "scopes"), ("bruise", "bruising"), ("size", "sizes"), ("talk", "talk"),
    ("score", "scores"),
)  # fmt: skip
# What an entry may hold beside its phrases.
PARTS = {"always", "unless", "starts", "anywhere", "wh", "exact", "weak", "own"}

HALVES = {"about", "trouble", "excuse"}
# A shorter word is too near to too many others.
SHORTEST_MENDED = 6
# How many words a net spans where it does not say.
REACH = 7


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A danger sign: how grave, and in which regions (none named: in all)."""

    severity: str
    regions: frozenset[str]
    passing: bool = False

    def concerns(self, region: str | None) -> bool:
        return not self.regions or region is None or region in self.regions


@dataclass(frozen=True, slots=True)
class SignRule:
    """A milder sign: whether it counts beside a score, and on its own."""

    without_score: bool = False
    noted_only: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Combination:
    """Signs that are a danger sign when they come together."""

    name: str
    of: frozenset[str]
    rule: FlagRule


@dataclass(frozen=True, slots=True)
class NetRule:
    """What a net raises, in which regions, and how many words may lie between its two halves."""

    raises: str
    regions: frozenset[str]
    reach: int
    # Caught by `about` alone, unless its clause says that all is well.
    calm: bool = False


@dataclass(slots=True)
class Lexicon:
    """The vocabulary of all languages; a patient may mix them in one reply."""

    phrases: Phrases = field(default_factory=Phrases)
    flags: dict[str, FlagRule] = field(default_factory=dict)
    signs: dict[str, SignRule] = field(default_factory=dict)
    combinations: list[Combination] = field(default_factory=list)
    nets: dict[str, NetRule] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    homophones: dict[str, dict[str, int]] = field(default_factory=dict)
    sets: dict[str, set[str]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    def numbers_of(self, lang: str) -> dict[str, int]:
        """Number words: those of the reply's own language, then the others'."""
        merged: dict[str, int] = {}
        for other in sorted(self.numbers, key=lambda code: code == lang):
            merged.update(self.numbers[other])
        return merged

    def rules(self) -> dict[str, FlagRule]:
        """Every danger sign by name, those of several signs together included."""
        return self.flags | {each.name: each.rule for each in self.combinations}


@cache
def lexicon() -> Lexicon:
    """Every vocabulary file there is; adding a language is adding a file."""
    loaded = Lexicon(sets={name: set() for name in WORD_SETS})
    for path in sorted(VOCABULARY.glob("*.toml")):
        _add(loaded, path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    return loaded


def said(name: str) -> set[str]:
    """The single words of that name, in every language."""
    return lexicon().sets[name]


def _add(into: Lexicon, lang: str, words: Mapping[str, Any]) -> None:
    turns = words.get("words", {}).get("turns", "").split()
    parser = Parser(words.get("lists", {}), turns=turns)
    for key, phrases in (*_phrases(words), *_halves(words)):
        into.phrases.add(key, phrases, parser)
    _add_rules(into, words)
    into.numbers[lang] = dict(words.get("numbers", {}))
    into.homophones[lang] = dict(words.get("homophones", {}))
    for name in WORD_SETS:
        into.sets[name].update(words.get("scores", {}).get(name, ()))
    for name, text in words.get("words", {}).items():
        into.sets.setdefault(name, set()).update(text.split())
    into.spelling.know(parser.words | set(into.numbers[lang]))
    # What a danger sign or a net is looked for by is mended; what only looks like it stands below.
    into.spelling.learn((word for word in parser.words if _is_mended_to(word)), ())
    if (path := VOCABULARY / "spelling" / f"{lang}.toml").exists():
        spelling = tomllib.loads(path.read_text(encoding="utf-8"))
        into.spelling.learn(spelling["words"].split(), spelling["look_alikes"].split())


def _is_mended_to(word: str) -> bool:
    return len(word) >= SHORTEST_MENDED and word.isalpha()


def _add_rules(into: Lexicon, words: Mapping[str, Any]) -> None:
    for name, rule in words.get("flags", {}).items():
        into.flags.setdefault(name, _flag_rule(rule))
    for name, rule in words.get("signs", {}).items():
        into.signs.setdefault(name, _sign_rule(rule))
    for name, rule in words.get("combinations", {}).items():
        into.combinations.append(Combination(name, frozenset(rule["of"]), _flag_rule(rule)))
    for name, rule in words.get("nets", {}).items():
        into.nets.setdefault(name, _net_rule(rule))


def _sign_rule(rule: Mapping[str, Any]) -> SignRule:
    return SignRule(
        rule.get("without_score", False), rule.get("noted_only", False), rule.get("passing", False)
    )


def _flag_rule(rule: Mapping[str, Any]) -> FlagRule:
    regions = frozenset(rule.get("regions", ()))
    return FlagRule(rule.get("severity", "U"), regions, rule.get("passing", False))


def _split(text: str) -> list[str]:
    """Phrases with commas between them."""
    return [phrase for part in text.split(",") if (phrase := " ".join(part.split()))]


def _net_rule(rule: Mapping[str, Any]) -> NetRule:
    return NetRule(
        rule["raises"],
        frozenset(rule.get("regions", ())),
        rule.get("reach", REACH),
        rule.get("calm", False),
    )


def _phrases(words: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """Every list of phrases with the key under which it is found, such as `flag:fever`."""
    for kind, section in SECTIONS_OF_ENTRIES:
        for name, entry in words.get(section, {}).items():
            yield f"{kind}:{name}", entry.get("phrases", ())
            for part in PARTS & entry.keys():
                yield f"{part}:{kind}:{name}", entry[part]
    for kind, section in SECTIONS_OF_LISTS:
        for name, phrases in words.get(section, {}).items():
            if name not in WORD_SETS:
                yield f"{kind}:{name}", phrases


def _halves(words: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """The halves of every net, such as `about:chest`."""
    for name, net in words.get("nets", {}).items():
        for part in HALVES & net.keys():
            yield f"{part}:{name}", _split(net[part])

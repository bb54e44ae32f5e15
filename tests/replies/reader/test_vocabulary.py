"""The vocabulary keeps its own promises: every example in it is read as it says."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from followup.replies.reader import read
from followup.replies.reader.lexicon import VOCABULARY
from followup.replies.reader.phrases import Hit, Parser, PhraseError, Phrases
from followup.replies.reader.tokens import sentences, tokenize

LANGUAGES = sorted(VOCABULARY.glob("*.toml"))


def examples(part: str) -> Iterator[tuple[str, str, str, str]]:
    for path in LANGUAGES:
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        for section in ("flags", "signs", "intents"):
            for name, entry in words.get(section, {}).items():
                region = (entry.get("regions") or ["knee"])[0]
                for example in entry.get(part, ()):
                    yield path.stem, name, region, example


def found(lang: str, region: str, example: str) -> set[str]:
    reading = read(example, lang=lang, asked="soreness", region=region)
    names = {flag.name for flag in reading.flags} | {sign.name for sign in reading.signs}
    return names | {str(intent) for intent in reading.intents}


@pytest.mark.parametrize(("lang", "name", "region", "example"), list(examples("yes")))
def test_an_example_is_found(lang: str, name: str, region: str, example: str) -> None:
    assert name in found(lang, region, example)


@pytest.mark.parametrize(("lang", "name", "region", "example"), list(examples("no")))
def test_a_false_friend_is_not_found(lang: str, name: str, region: str, example: str) -> None:
    assert name not in found(lang, region, example)


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_danger_sign_has_an_example(path: Path) -> None:
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [name for name, flag in words["flags"].items() if not flag.get("yes")] == []


def test_both_languages_know_the_same_danger_signs() -> None:
    known = [tomllib.loads(path.read_text(encoding="utf-8"))["flags"].keys() for path in LANGUAGES]
    assert all(names == known[0] for names in known)


LISTS = {"body": ["foot", "left foot"], "cant": ["cant", "not able to"]}


def hits(phrase: str, text: str) -> list[tuple[int, int]]:
    phrases = Phrases()
    phrases.add("x", [phrase], Parser(LISTS))
    (sentence,) = sentences(tokenize(text, [(0, len(text))]))
    return [(hit.first, hit.last) for hit in phrases.find(sentence)]


@pytest.mark.parametrize(
    ("phrase", "text", "place"),
    [("numb|dead foot", "my dead foot", (1, 2)), ("swell*", "is swelling up", (1, 1)),
     ("my (left)? foot", "my foot", (0, 1)), ("my (left)? foot", "my left foot", (0, 2)),
     ("{cant} .. {body}", "i am not able to lift my left foot", (2, 8)),
     ("(so much|a lot of) pain", "a lot of pain", (0, 3)), ("a #", "a 4.5", (0, 1)),
     ("red ... spreading", "red , hot and it is spreading", (0, 6))],
)  # fmt: skip
def test_the_little_language_of_phrases(phrase: str, text: str, place: tuple[int, int]) -> None:
    assert place in hits(phrase, text)


def test_a_gap_does_not_step_over_a_no() -> None:
    assert hits("headache ... stiff", "headache , not stiff") == []


@pytest.mark.parametrize("phrase", ["", "..", "(the)?", "{nobody}", "a (b", "x(b)"])
def test_a_phrase_that_cannot_be_read_says_so(phrase: str) -> None:
    with pytest.raises(PhraseError):
        Phrases().add("x", [phrase], Parser(LISTS))


def test_hits_overlap_where_they_share_a_word() -> None:
    assert Hit("a", 0, 2).overlaps(Hit("b", 2, 3))
    assert not Hit("a", 0, 1).overlaps(Hit("b", 2, 3))

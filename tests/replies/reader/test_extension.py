"""A clinic's own words: they raise, they never lower a danger sign, and errors say where."""

import pytest

from followup.replies.reader import read
from followup.replies.reader.extension import VocabularyError, extension_of
from followup.replies.reader.lexicon import lexicon
from followup.replies.triage import judge

WORDS = """
language = "en"
negations = ["devoid of"]
figures = ["dogs are barking", "foot is numb"]
[flags]
numb = ["gone to {body} jelly", "my (left|right) side is on vacation"]
[signs]
odd = ["the gremlin"]
[intents]
call_me = ["send the bat signal"]
[numbers]
deuce = 2
[examples]
urgent = ["3 my left side is on vacation"]
attention = ["2 the gremlin is back"]
"""


def verdict(text: str, words: str = WORDS) -> str:
    reading = read(text, asked="soreness", extended=extension_of(words).known)
    return judge(reading, asked="soreness", region="knee", hours_after=24.0).urgency


def test_a_phrase_of_the_clinic_raises_a_danger_sign() -> None:
    assert verdict("3 my right side is on vacation") == "urgent"
    shipped = read("3 my right side is on vacation", asked="soreness")
    assert not shipped.flags


def test_it_is_denied_like_any_other() -> None:
    assert verdict("3, i would not say my right side is on vacation") != "urgent"


def test_a_milder_sign_a_wish_and_a_number_of_the_clinic_are_read() -> None:
    known = extension_of(WORDS).known
    reading = read("a deuce, the gremlin is back, send the bat signal", asked="soreness",
                   extended=known)  # fmt: skip
    assert reading.soreness == 2
    assert [sign.name for sign in reading.signs] == ["odd"]
    assert "call_me" in reading.intents


def test_no_word_of_a_clinic_takes_a_danger_sign_back() -> None:
    assert verdict("3, my foot is numb") == "urgent"


def test_a_figure_of_speech_of_the_clinic_quiets_a_milder_sign() -> None:
    text = "3 my old biscuit is swollen"
    words = 'language = "en"\nfigures = ["biscuit is swollen"]'
    assert (verdict(text), verdict(text, words)) == ("attention", "routine")


def test_the_shipped_words_stay_as_they_are() -> None:
    before = len(lexicon().spelling.known)
    extension_of(WORDS)
    assert not read("3 the gremlin", asked="soreness").signs
    assert len(lexicon().spelling.known) == before


def test_a_second_language_goes_on_top_of_the_first() -> None:
    first = extension_of(WORDS).known
    both = extension_of('language = "es"\n[signs]\nodd = ["el duende"]', under=first).known
    for text in ("3 the gremlin", "3 el duende"):
        assert [sign.name for sign in read(text, asked="soreness", extended=both).signs] == ["odd"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("", "Begin with language"),
        ('language = "xx"', "Begin with language"),
        ("language = ", "not TOML"),
        ('language = "en"\n[dances]', r"\[dances\] is not known"),
        ('language = "en"\n[flags]\ngout = ["x"]', "gout is not known. There is: .*numb"),
        ('language = "en"\n[flags]\nnumb = "x"', "holds a list"),
        ('language = "en"\n[flags]\nnumb = [1]', "1 is not a phrase"),
        ('language = "en"\n[flags]\nnumb = [" "]', "is not a phrase"),
        ('language = "en"\n[flags]\nnumb = ["(a b"]', "without its other half"),
        ('language = "en"\n[flags]\nnumb = ["{nowhere}"]', "no list called"),
        ('language = "en"\n[flags]\nnumb = ["a .. b .. c .. d .. e"]', "more than 3 gaps"),
        ('language = "en"\nflags = ["numb"]', "flags holds names"),
        ('language = "en"\n[numbers]\ndozen = 12', "0 to 10"),
        ('language = "en"\n[numbers]\nyes = true', "0 to 10"),
        ('language = "en"\n[examples]\nbad = ["x"]', "urgent, attention or routine"),
        (f'language = "en"\nfigures = ["{"x" * 201}"]', "200 characters"),
        ("#" * 50_001, "50000 are the most"),
        ('language = "en"\nfigures = [' + '"a b",' * 501 + "]", "500 are the most"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_used_say_where_and_why(words: str, error: str) -> None:
    with pytest.raises(VocabularyError, match=error):
        extension_of(words)

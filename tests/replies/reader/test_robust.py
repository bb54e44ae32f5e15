"""Any text at all: never an exception, and never out of time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.replies.reader import Asked, read
from followup.replies.reader.spelling import Spelling, distance

ASKED = st.sampled_from([str(asked) for asked in Asked] + ["no such question"])
WORDS = st.lists(
    st.sampled_from(
        "no not fever 3 / - . , ? 10 out of if my dog numb bruise stop cant feel 😂".split()
    )
).map(" ".join)


@settings(max_examples=200)
@given(text=st.one_of(st.text(), WORDS), asked=ASKED, lang=st.sampled_from(["en", "es", "xx"]))
def test_any_text_is_read(text: str, asked: str, lang: str) -> None:
    found = read(text, lang=lang, asked=asked)
    assert 0 <= found.confidence <= 1
    assert found.soreness is None or 0 <= found.soreness <= 10
    assert all(0 <= span.start < span.end <= len(text) for span in found.spans)


@pytest.mark.parametrize(
    "piece",
    ["no ", "a ", "3 ", "fever, ", "my knee is a bit sore today and no fever. ", "\x00\x1b[2J",
     "> hi\n",
     "cant feel my ", "(", "👩‍👩‍👧 ", "a\u0301", "On 3 ", "x", "from: a\n", "stop "],
)  # fmt: skip
def test_a_hundred_thousand_characters_take_time_in_proportion(piece: str) -> None:
    read("warm up", asked="soreness")
    started = time.process_time()
    read(piece * (100_000 // len(piece)), asked="soreness")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("written", "meant"),
    [("feaver", "fever"), ("swolen", "swollen"), ("nubmness", "numbness"), ("brething",
     "breathing"),
     ("bruiess", "bruises"), ("never", "never"), ("fewer", "fewer"), ("sooooore", "sore"),
     ("cheese", "cheese"), ("calentua", "calentura"), ("droopping", "droopping")],
)  # fmt: skip
def test_a_misspelt_word_is_mended_and_a_right_one_left(written: str, meant: str) -> None:
    spelling = Spelling()
    spelling.know(["sore", "droop*"])
    spelling.learn(
        ["fever", "swollen", "numbness", "breathing", "bruises", "calentura"],
        ["never", "fewer", "cheese"],
    )
    assert spelling.mended(written) == meant


def test_letters_apart() -> None:
    assert [distance("fever", other) for other in ("fever", "feaver", "fveer", "river")] == [
        0,
        1,
        1,
        2,
    ]

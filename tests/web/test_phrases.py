"""Small wordings: marks in a patient's words, lengths of time, numbers."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.web import phrases

spans = st.lists(
    st.tuples(st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["soreness", "flag"]))
)


@given(st.text(max_size=50), spans)
def test_marking_loses_and_adds_no_letter(words: str, found: list[tuple[int, int, str]]) -> None:
    assert "".join(piece.words for piece in phrases.marked(words, found)) == words


def test_what_was_found_is_marked() -> None:
    pieces = phrases.marked("It is an 8 today", [[9, 10, "soreness"]])
    assert [(piece.words, piece.what) for piece in pieces] == [
        ("It is an ", ""),
        ("8", "soreness"),
        (" today", ""),
    ]


def test_of_two_marks_that_overlap_the_first_counts() -> None:
    pieces = phrases.marked("swollen calf", [[0, 12, "flag:clot"], [0, 7, "swollen"]])
    assert [piece.words for piece in pieces if piece.what] in (["swollen calf"], ["swollen"])


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "less than a minute"),
        (0, "less than a minute"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (47 * 60 + 59, "47 h"),
        (48 * 60, "2 days"),
        (9 * 24 * 60, "9 days"),
    ],
)
def test_how_long_is_said_in_one_unit(minutes: int, words: str) -> None:
    assert phrases.lasted(timedelta(minutes=minutes)) == words


def test_a_number_is_written_as_in_its_country() -> None:
    assert phrases.telephone("+17195550111") == "(719) 555-0111"
    assert phrases.telephone("not a number") == "not a number"

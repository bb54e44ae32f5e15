"""The patient's own words, and where in them the reader found what it found."""

from followup.replies.own_words import own_words
from followup.replies.reader import Span


def test_spans_move_with_the_words_that_are_left() -> None:
    text = "> how sore?\nabout a 4\n> any bruise?\nno\n\nSent from my iPhone"
    own = own_words(text)
    four = text.index("4")
    ((start, end, what),) = own.moved([Span(four, four + 1, "soreness")])
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert (own.words[start:end], what) == ("4", "soreness")
    assert "iPhone" not in own.words


def test_a_span_in_what_was_cut_away_is_left_out() -> None:
    own = own_words("> 9\nfine")
    assert own.moved([Span(2, 3, "soreness")]) == []


def test_where_nothing_is_left_the_whole_text_is_shown() -> None:
    assert own_words("> how sore?").words == "> how sore?"
    assert own_words("").words == ""

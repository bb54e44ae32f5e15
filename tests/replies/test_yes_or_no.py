"""A bare yes or no."""

import pytest

from followup.replies.yes_or_no import yes_or_no


@pytest.mark.parametrize("words", ["Yes", "YES!!", "y", "sí", "Sí, un poco", "a little", "kinda"])
def test_a_yes_is_heard(words: str) -> None:
    assert yes_or_no(words) is True


@pytest.mark.parametrize("words", ["No", "nope.", "NO 👍", "no gracias", "para nada", "I'm"])
def test_a_no_is_heard_and_half_a_sentence_is_not(words: str) -> None:
    assert yes_or_no(words) is (None if words == "I'm" else False)


@pytest.mark.parametrize("words", ["", "no but my chest hurts", "yes and my arm is numb", "4"])
def test_what_says_more_is_left_to_the_reader(words: str) -> None:
    assert yes_or_no(words) is None

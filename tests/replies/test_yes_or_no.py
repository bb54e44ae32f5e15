"""A yes or no to the question whether breathing is hard."""

import pytest

from followup.replies.yes_or_no import begins_with_no, yes_or_no


@pytest.mark.parametrize(
    "words",
    [
        *("Yes", "YES!!", "y", "sí", "Sí, un poco", "a little", "kinda", "yes some"),
        *("yeah kind of tight", "yes, only when I take deep breaths", "sí cuando respiro hondo"),
    ],
)
def test_a_yes_is_heard_also_when_it_goes_on(words: str) -> None:
    assert yes_or_no(words) is True


@pytest.mark.parametrize("words", ["No", "nope.", "NO 👍", "no gracias", "para nada", "Not really"])
def test_a_no_is_heard(words: str) -> None:
    assert yes_or_no(words) is False


@pytest.mark.parametrize(
    "words",
    [
        *("", "no but my chest hurts", "4", "I'm", "my chest hurts"),
        *("yes all good", "Yes I'm fine", "sí, respiro bien", "yes no problems"),
    ],
)
def test_what_is_neither_is_left_to_the_reader(words: str) -> None:
    assert yes_or_no(words) is None


def test_a_no_may_go_on() -> None:
    assert begins_with_no("No problem here, thank you!")
    assert begins_with_no("Nope, 4 sore tho")
    assert not begins_with_no("Nobody told me")
    assert not begins_with_no("")

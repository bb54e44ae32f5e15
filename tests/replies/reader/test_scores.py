"""The soreness score: among all the numbers that patients write."""

import pytest

from followup.replies.reader import read

EXACT = {
    "3": 3, "prob a 3": 3, "four": 4, "fiveeeee": 5, "4/10": 4, "4 out of ten": 4, "One (1).": 1,
    "bout a 5 today ngl": 5, "1️⃣": 1, "4ish": 4, "I believe a 2 would be accurate": 2,
    "it's a 2 now, was a 6 on tuesday": 2, "4... actually 6": 6, "2 wait no 3": 3,
    "went from an 8 down to a 4": 4, "up to a 6 now from a 3": 6, "5 this am, 3 now": 3,
    "I was a 7 last night but woke up at a 3": 3, "three today, five yesterday": 3,
    "3-4": 4, "between 3 and 4": 4, "3/4 id say": 4, "2.5": 3, "two and a half": 3, "0.5": 1,
    "11": 10, "15/10 not joking": 10, "-1": 0, "less than a 1": 1,
    "no pain at all": 0, "nothin at all lol": 0, "zero zip zilch": 0, "not sore": 0,
    "About a too no bruising": 2, "I'd say an ate today": 8, "the number to.": 2,
    "on a scale of 1 to 10 its a 2": 2, "half of what it was and it was a 6": 3,
    "at 83 everything is a little sore, but it is no more than a 2": 2,
    "walked 2 miles at 7 am. Soreness is 3.": 3, "took 2 advil at 8 and now its a 3": 3,
    "10/10 experience would get stabbed again. soreness 2": 2, "it's 6pm and I'm a 6": 6,
    "mood 10 out of 10. pain 2": 2, "call me at 555-0142. about a 3": 3,
}  # fmt: skip
SPANISH = {
    "un 3 mas o menos": 3, "cinco": 5, "ya casi no me duele, 1": 1, "1 de 10": 1,
    "ayer 7 hoy 4": 4, "como 4 o 5": 5, "ya no me duele nada": 0,
    "me dolía como un 6 y ahorita 3": 3,
}  # fmt: skip
NO_SCORE = [
    "little sore nothing crazy", "much better", "same", "half what it was", "hardly sore at all",
    "it doesn't hurt unless I press on it", "see you at 3:30", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "score"), EXACT.items())
def test_the_score_is_the_one_a_nurse_would_write_down(text: str, score: int) -> None:
    assert read(text, asked="soreness").soreness == score


@pytest.mark.parametrize(("text", "score"), SPANISH.items())
def test_the_score_is_read_in_spanish(text: str, score: int) -> None:
    assert read(text, lang="es", asked="soreness").soreness == score


@pytest.mark.parametrize("text", NO_SCORE)
def test_words_without_a_number_are_no_score(text: str) -> None:
    assert read(text, asked="soreness").soreness is None


def test_a_bare_number_is_no_score_when_only_bruising_was_asked() -> None:
    found = read("2", asked="bruising")
    assert found.soreness is None
    assert not found.understood


def test_a_bare_number_under_an_appointment_is_not_understood() -> None:
    found = read("5", asked="appointment")
    assert found.soreness is None
    assert not found.understood


def test_a_score_that_rose_is_noted() -> None:
    assert "worse" in [
        sign.name for sign in read("5. yesterday it was only 2", asked="soreness").signs
    ]


def test_the_span_names_the_very_characters() -> None:
    text = "walked 2 miles. Soreness is 3."
    (span,) = [span for span in read(text, asked="soreness").spans if span.what == "soreness"]
    assert text[span.start : span.end] == "3"

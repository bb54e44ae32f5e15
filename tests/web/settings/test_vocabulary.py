"""A clinic's own words for the reader: refused, tried, used, and taken back."""

import pytest

from followup.clinic.models import Clinic, Staff
from followup.replies import vocabularies
from followup.replies.models import Vocabulary
from tests.web.conftest import Enter

PAGE = "/settings/vocabulary/"
WORDS = 'language = "en"\n\n[flags]\nbleeding = ["zorblat bruise"]\n'


def _texts(clinic: Clinic) -> list[str]:
    return [row.text for row in vocabularies.published(clinic.pk)]


def test_words_are_used_from_now_on_and_earlier_ones_can_be_used_again(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    browser.post(PAGE, {"text": WORDS, "seen": "0"})
    assert _texts(clinic) == [WORDS.strip()]
    first = Vocabulary.objects.get()
    assert first.published_by == alice
    browser.post(PAGE, {"text": "", "seen": first.pk})
    assert _texts(clinic) == []
    newest = Vocabulary.objects.order_by("-pk")[0]
    page = browser.get(PAGE).content.decode()
    assert "Use these again" in page
    browser.post(PAGE, {"text": first.text, "seen": newest.pk})
    assert _texts(clinic) == [WORDS.strip()]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("flags = ", "This is not TOML"),
        ('language = "en"\n[flags]\nnonsense = ["x y"]\n', "is not known"),
        ('language = "es"\n', "These are words of"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_place(
    enter: Enter, alice: Staff, clinic: Clinic, text: str, says: str
) -> None:
    page = enter(alice).post(PAGE, {"text": text, "seen": "0"}).content.decode()
    assert says in page
    assert not Vocabulary.objects.exists()


def test_the_second_of_two_admins_is_told(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    browser = enter(alice)
    browser.post(PAGE, {"text": WORDS, "seen": "0"})
    page = browser.post(PAGE, {"text": "", "seen": "0"}).content.decode()
    assert "Somebody else changed this" in page
    assert _texts(clinic) == [WORDS.strip()]


def test_what_they_would_change_is_shown_and_nothing_is_used(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    page = enter(alice).post(PAGE, {"text": WORDS, "seen": "0", "try": "1"}).content.decode()
    assert "labelled replies" in page
    assert not Vocabulary.objects.exists()


def test_spanish_has_words_of_its_own(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    page = enter(alice).get(f"{PAGE}?language=es").content.decode()
    assert "language = &quot;es&quot;" in page

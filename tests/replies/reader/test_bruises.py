"""What a reply says of a bruise."""

import pytest

from followup.replies.reader import read

BRUISING = {
    "No": "none", "nah": "none", "clear as a bell": "none", "🙅‍♀️ nope": "none",
    "nothing i can see": "none", "negative": "none", "nah looks normal": "none",
    "SMALL": "small", "lil baby one lol": "small", "about a dime": "small", "pea size": "small",
    "yes 3 small dots": "small", "LARGE": "large", "about palm size": "large",
    "dude its HUGE like a softball": "large", "it's the size of a saucer": "large",
    "goes from my knee to my hip": "large", "yeah theres one": "present", "2 of em": "present",
    "yes": "present", "I think so, kind of bluish": "present",
    "havent looked yet": None, "cant see back there": None, "2": None,
}  # fmt: skip
BOTH = {
    "4 nope": "none", "3, n": "none", "2 and no": "none", "0 0": "none", "4 yes": "present",
    "3 small": "small", "6 small one by shoulder blade": "small", "one / none": "none",
    "3 and know bruising": "none", "5 y moretón grande": "large", "3 y sin moretones": "none",
    "3. thought i had a bruise but it was pen": "none",
    "2 and a lil bruise still": "small", "3 no headache": None,
    "4 the bruise never showed up": "none",
}  # fmt: skip


@pytest.mark.parametrize(("text", "bruising"), BRUISING.items())
def test_an_answer_to_any_bruising(text: str, bruising: str | None) -> None:
    assert read(text, asked="bruising").bruising == bruising


@pytest.mark.parametrize(("text", "bruising"), BOTH.items())
def test_an_answer_to_both_questions(text: str, bruising: str | None) -> None:
    assert read(text, asked="soreness+bruising").bruising == bruising


def test_a_bare_yes_to_two_questions_is_not_understood() -> None:
    found = read("Yes", asked="checkin72")
    assert (found.soreness, found.bruising, found.understood) == (None, None, False)


def test_a_little_sore_is_no_little_bruise() -> None:
    assert read("a little sore", asked="soreness+bruising").bruising is None


def test_a_reply_that_was_not_asked_for_a_bruise_says_nothing_of_one() -> None:
    assert read("no", asked="soreness").bruising is None

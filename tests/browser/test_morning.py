"""A timed morning: twenty replies, urgent ones among them, cleared by keyboard alone.

What a person would take is a model: one second a keystroke, and reading at four words a second
(240 a minute, silent reading of plain English: Brysbaert 2019, 238). Calls are made besides.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from followup.clinic.models import Clinic
from followup.replies.models import Rank, ReviewItem
from tests.browser.conftest import Open
from tests.cast import patient_of
from tests.web.conftest import Wait

pytestmark = pytest.mark.browser

WORDS_A_SECOND = 4
WANTED = 180
# Of an automated programme of texts after endoscopy: 12 minutes of staff for each 100 patients.
BEST_PUBLISHED = 12.0
# Eight in ten answer a text (Axen 2012), and each patient is asked twice.
REPLIES_OF_100 = 160
# What part of them is urgent, or asks for attention: mild events after needling are some 19 in a
# hundred treatments (Brady 2014), grave ones fewer than one. The morning above is a hard one.
USUAL = (0.01, 0.19, 0.80)

WHY = [["expected", "as expected by now"]]
URGENT = ("my chest hurts when I breathe in", "the calf is hot and swollen, 9")
ATTENTION = (
    "7 still, worse than yesterday",
    "can I run on Saturday?",
    "large bruise, bigger than my hand",
    "can we move Thursday to Friday?",
    "5 and it has been three days",
    "not sure what this number means, around the knee it pulls",
)
ROUTINE = (
    "3", "2 no bruise", "about a 4, tiny bruise", "better, 1", "0", "it is a 2 today",
    "3 and a spot like a dime", "1, thanks!", "two", "4 out of 10", "casi nada, 1", "2, no",
)  # fmt: skip


@dataclass
class Hands:
    """Whoever sits at the keyboard: what they pressed, and what they read."""

    page: Page
    keys: list[str] = field(default_factory=list)
    words: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys.append(key)

    def read(self, *selectors: str) -> None:
        for selector in selectors:
            self.words += sum(
                len(each.split()) for each in self.page.locator(selector).all_inner_texts()
            )

    @property
    def seconds(self) -> float:
        return len(self.keys) + self.words / WORDS_A_SECOND


def test_twenty_replies_are_cleared_by_keyboard_within_three_minutes(
    signed_in: Open, clinic: Clinic, wait: Wait, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ((Rank.URGENT, URGENT), (Rank.ATTENTION, ATTENTION), (Rank.ROUTINE, ROUTINE))
    _all_wait(clinic, wait, told)
    page = signed_in()
    hands, began = Hands(page), monotonic()
    hands.press("j", "Enter")
    spent = [0.0]
    for some in ((("c", "1"),) * 2, (("e",), ("f",), ("e",), ("s", "1"), ("e",), ("e",))):
        for done in some:
            _settle_one(hands, done)
        spent.append(hands.seconds)
    expect(page.locator("#item-title")).to_be_focused()
    hands.press("t")
    expect(page.get_by_role("heading", name="Close routine replies")).to_be_visible()
    hands.read(".bulk .words", ".bulk .about", ".bulk .tick > .small")
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    machine = monotonic() - began
    assert not ReviewItem.objects.filter(
        closed_at__isnull=True, snoozed_until__isnull=True
    ).exists()
    each = [
        (after - before) / len(replies)
        for before, after, (_, replies) in zip(
            spent, [*spent[1:], hands.seconds], told, strict=True
        )
    ]
    usual = sum(part * seconds for part, seconds in zip(USUAL, each, strict=True))
    per_100 = usual * REPLIES_OF_100 / 60
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this is for
            f"\nmorning of 20: {len(hands.keys)} keystrokes, {hands.words} words read, "
            f"{hands.seconds:.0f} s for a person (wanted: {WANTED}), {machine:.0f} s by machine; "
            f"{each[0]:.1f} s for an urgent reply, {each[1]:.1f} for one of attention, "
            f"{each[2]:.1f} for a routine one: {per_100:.1f} min of staff for 100 patients asked "
            f"twice (published: {BEST_PUBLISHED:.0f}), without the calls themselves"
        )
    assert hands.seconds <= WANTED


def _all_wait(clinic: Clinic, wait: Wait, told: Iterable[tuple[int, Iterable[str]]]) -> None:
    for rank, replies in told:
        for words in replies:
            why = WHY if rank == Rank.ROUTINE else [["soreness", "soreness 7, expected at most 3"]]
            wait(patient_of(clinic, "Maria", "Lopez"), words, rank, reasons=why)


def _settle_one(hands: Hands, keys: tuple[str, ...]) -> None:
    """Read the words and why they are here, and say what was done; the next one opens."""
    title = hands.page.locator("#item-title")
    expect(title).to_be_focused(timeout=15_000)
    here = hands.page.url.partition("?")[0]
    hands.read("#item-title", ".said .words", ".said .why")
    hands.press(*keys)
    hands.page.wait_for_url(lambda url: url.partition("?")[0] != here)

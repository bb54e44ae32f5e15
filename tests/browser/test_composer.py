"""A reply in a real browser: by keyboard, counted live, canned, taken back, and two at once."""

from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from followup.clinic.models import Clinic, Patient
from followup.messaging.models import Message, Status
from followup.replies.models import Rank, ReviewItem
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.cast import patient_of
from tests.web.conftest import Wait

pytestmark = pytest.mark.browser


@pytest.fixture
def item(clinic: Clinic, maria: Patient, wait: Wait) -> ReviewItem:
    wait(patient_of(clinic, "Ann", "Berg"))
    return wait(maria, "is this normal?", Rank.ATTENTION)


def test_a_reply_is_written_counted_sent_and_taken_back_by_keyboard(
    signed_in: Open, item: ReviewItem, inspect: Inspect
) -> None:
    page = signed_in(DESKTOP, "dark")
    _open_first(page)
    page.keyboard.press("r")
    expect(_field(page)).to_be_focused()
    page.keyboard.type("Yes, for a day or two. ej")
    expect(page.locator("#count")).to_contain_text("1 text")
    inspect(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#item-title")).to_have_text("Ann Berg")
    expect(page.get_by_role("status").filter(has_text="Goes in 10 seconds")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#item-title")).to_have_text("Maria Lopez")
    expect(_field(page)).to_have_value("Yes, for a day or two. ej")
    assert Message.objects.get(kind="manual").status == Status.FAILED


def test_a_slash_opens_the_canned_replies_and_enter_takes_one(
    signed_in: Open, item: ReviewItem, inspect: Inspect
) -> None:
    page = signed_in()
    _open_first(page)
    page.keyboard.press("r")
    page.keyboard.type("1/2 a day. /")
    inspect(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(_field(page)).to_be_focused()
    expect(_field(page)).to_have_value(
        "1/2 a day. Thank you, Maria. A small bruise is common and fades within about a week. "
        "Text or call us at 719-555-0100 if it grows, gets hot or hurts more."
    )


def test_two_at_once_see_each_other_and_the_second_keeps_their_words(
    signed_in: Open, item: ReviewItem
) -> None:
    one, other = signed_in(), signed_in()
    for page in (one, other):
        _open_first(page)
    _field(other).fill("Mine")
    _field(one).fill("Ours")
    one.get_by_role("button", name="Send", exact=True).click()
    expect(one.get_by_text("waits to go")).to_be_visible()
    other.get_by_role("button", name="Send", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("A colleague has answered")
    expect(other.locator(".talk")).to_contain_text("Ours")
    expect(_field(other)).to_have_value("Mine")
    other.get_by_role("button", name="Send", exact=True).click()
    expect(other.locator(".talk")).to_contain_text("Mine")


def test_a_draft_waits_while_one_looks_at_another_item(signed_in: Open, item: ReviewItem) -> None:
    page = signed_in()
    _open_first(page)
    _field(page).fill("half a thou")
    page.locator("#item-title").focus()
    page.keyboard.press("j")
    expect(page.locator("#item-title")).to_have_text("Ann Berg")
    expect(page.locator("#item-title")).to_be_focused()
    page.keyboard.press("k")
    expect(_field(page)).to_have_value("half a thou")


def test_on_a_phone_and_without_javascript_a_reply_goes_at_a_chosen_hour(
    signed_in: Open, item: ReviewItem, at: datetime
) -> None:
    page = signed_in(PHONE, js=False)
    page.get_by_role("link", name="Maria Lopez").click()
    page.locator("summary", has_text="Canned").click()
    page.get_by_role("button", name="Call us today").click()
    assert "Maria, we would like to talk" in _field(page).input_value()
    page.locator("summary", has_text="Later").click()
    page.get_by_label("Send it at").fill(f"{at.year + 1}-01-01T10:00")
    page.get_by_role("button", name="Send then", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("more than 14 days away")


def _open_first(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#item-title")).to_have_text("Maria Lopez")
    expect(page.locator("#item-title")).to_be_focused()


def _field(page: Page) -> Locator:
    return page.locator("#id_text")

"""Review in a real browser: by keyboard, on a phone, without JavaScript, while replies arrive."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from followup.clinic.models import Clinic, Patient
from followup.replies.models import Rank, ReviewItem
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.cast import patient_of
from tests.web.conftest import Wait

pytestmark = pytest.mark.browser


@pytest.fixture
def morning(clinic: Clinic, maria: Patient, wait: Wait, at: datetime) -> None:
    """Three that wait: Maria's urgently."""
    wait(maria, "My calf is swollen, 8", Rank.URGENT, soreness=8, spans=[[3, 18, "flag"]])
    wait(patient_of(clinic, "Ben", "Ito"), "6", Rank.ATTENTION, received=at - timedelta(hours=1))
    wait(patient_of(clinic, "Ann", "Berg"), "2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_therapist_clears_the_morning_by_keyboard(
    signed_in: Open, morning: None, inspect: Inspect, scheme: str
) -> None:
    page = signed_in(DESKTOP, scheme)
    inspect(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(_title(page)).to_have_text("Maria Lopez")
    expect(page.locator("#opened")).to_contain_text("Opened by Alice")
    inspect(page)
    page.keyboard.press("e")
    expect(_title(page)).to_have_text("Maria Lopez")
    page.keyboard.press("c")
    page.keyboard.press("1")
    expect(_title(page)).to_have_text("Ben Ito")
    page.keyboard.press("j")
    expect(_title(page)).to_have_text("Ann Berg")
    page.keyboard.press("e")
    expect(_title(page)).to_have_text("Ben Ito")
    page.keyboard.press("z")
    expect(_title(page)).to_have_text("Ann Berg")
    page.keyboard.press("e")
    expect(_title(page)).to_have_text("Ben Ito")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    inspect(page)


def test_keys_do_nothing_in_a_field_and_a_note_is_kept(signed_in: Open, morning: None) -> None:
    page = signed_in()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(_title(page)).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.type("reach her at noon, cej")
    expect(_title(page)).to_have_text("Maria Lopez")
    page.locator("summary", has_text="Called").click()
    page.get_by_role("button", name="Spoke with them").click()
    expect(_title(page)).to_have_text("Ben Ito")
    closed = ReviewItem.objects.get(closed_at__isnull=False)
    assert closed.resolutions.get().note == "reach her at noon, cej"


def test_on_a_phone_the_list_and_the_item_follow_one_another(
    signed_in: Open, morning: None, inspect: Inspect
) -> None:
    page = signed_in(PHONE)
    inspect(page)
    page.get_by_role("link", name="Maria Lopez").click()
    expect(_title(page)).to_be_in_viewport()
    expect(page.get_by_role("link", name="Ben Ito")).to_be_hidden()
    inspect(page)
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("link", name="Ben Ito")).to_be_visible()


def test_without_javascript_it_is_read_taken_and_closed(signed_in: Open, morning: None) -> None:
    page = signed_in(js=False)
    page.get_by_role("link", name="Maria Lopez").click()
    page.get_by_role("button", name="I have it").click()
    expect(page.locator("#opened")).to_contain_text("Opened by Alice")
    page.locator("summary", has_text="Called").click()
    page.get_by_role("button", name="Spoke with them").click()
    expect(_title(page)).to_have_text("Ben Ito")


def test_an_urgent_reply_arrives_by_itself_and_what_is_read_stays(
    signed_in: Open, morning: None, clinic: Clinic, wait: Wait
) -> None:
    page = signed_in()
    page.get_by_role("link", name="Ben Ito").click()
    expect(_title(page)).to_have_text("Ben Ito")
    wait(patient_of(clinic, "Zoe", "Ray"), "I cannot breathe", Rank.URGENT)
    expect(page.get_by_role("link", name="Zoe Ray")).to_be_attached(timeout=12_000)
    expect(page.get_by_role("status").filter(has_text="1 more urgent")).to_be_attached()
    expect(page).to_have_title("(2 urgent) Review - Followup")
    expect(_title(page)).to_have_text("Ben Ito")
    expect(page.get_by_role("link", name="Ben Ito")).to_have_attribute("aria-current", "true")


def _title(page: Page) -> Locator:
    return page.locator("#item-title")

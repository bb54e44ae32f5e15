"""An admin adds a therapist and changes the hours, in a real browser, by hand."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from followup.clinic.models import Clinic, Patient, Staff
from tests.browser.conftest import DESKTOP, PHONE, SECRET, Inspect, Open

pytestmark = pytest.mark.browser

PAGES = (
    "", "clinic/", "hours/", "messages/", "vocabulary/", "sending/?check=1", "on-call/", "staff/",
    "staff/invitation", "signing-in/", "keeping/", "audit/",
)  # fmt: skip


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")])
def test_the_pages_of_the_settings_are_in_order(
    signed_in: Open, alice: Staff, bob: Staff, inspect: Inspect, size: tuple[int, int], scheme: str
) -> None:
    page = signed_in(size, scheme)
    for address in (*PAGES, f"staff/{bob.pk}/"):
        page.goto(f"/settings/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        inspect(page)


def test_a_therapist_is_invited_and_sees_only_what_the_role_may(
    signed_in: Open, open_page: Open, inspect: Inspect
) -> None:
    page = signed_in()
    page.get_by_text("Set up", exact=True).click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name=re.compile("Staff")).click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name").fill("Nina")
    page.get_by_label("Email").fill("nina@peak.example.com")
    page.get_by_label(re.compile("Therapist")).check()
    page.get_by_role("button", name="Send the invitation").click()
    _say_who(page)
    expect(page.get_by_text("on its way to nina@peak.example.com")).to_be_visible()
    _set_password(theirs := open_page(PHONE), inspect)
    theirs.get_by_label("Email").fill("nina@peak.example.com")
    theirs.get_by_label("Password").fill("tea before the first light")
    theirs.get_by_role("button", name="Sign in").click()
    theirs.wait_for_url("**/review/")
    expect(theirs.get_by_role("link", name="Log a treatment")).to_be_visible()
    expect(theirs.locator("a[href='/settings/']")).to_have_count(0)
    inspect(theirs)


def test_changed_hours_are_in_the_next_preview(
    signed_in: Open, peak: Clinic, maria: Patient, at: datetime
) -> None:
    page = signed_in()
    page.goto("/settings/hours/")
    page.get_by_label("Our own, as below").check()
    for field in page.locator(".week .day input[id*=opens]").all():
        field.fill("16:30")
    for field in page.locator(".week .day input[id*=closes]").all():
        field.fill("17:30")
    expect(page.get_by_text("No message that is planned would move")).to_be_visible()
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"/treatments/new/?patient={maria.pk}")
    page.get_by_label("Knee").check()
    yesterday = at - timedelta(hours=20)
    page.get_by_label("Treated at").fill(f"{yesterday:%Y-%m-%dT%H:%M}")
    expect(page.locator("#preview")).to_contain_text("4:30 PM")


def test_the_order_on_call_is_changed_by_keyboard(
    signed_in: Open, alice: Staff, bob: Staff
) -> None:
    page = signed_in()
    page.goto("/settings/on-call/")
    for name in ("Alice", "Bob"):
        page.get_by_label("Somebody else").select_option(label=name)
        page.get_by_role("button", name="Put in line").click()
    expect(page.locator(".line-up li").first).to_contain_text("1. Alice")
    page.get_by_role("button", name="Sooner Bob").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".line-up li").first).to_contain_text("1. Bob")


def _say_who(page: Page) -> None:
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Go on").click()


def _set_password(page: Page, inspect: Inspect) -> None:
    found = re.search(r"https?://[^/]+(/accounts/\S+)", str(mail.outbox[-1].body))
    assert found
    page.goto(found[1])
    inspect(page)
    page.get_by_label("New Password", exact=True).fill("tea before the first light")
    page.get_by_label("New Password (again)").fill("tea before the first light")
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("link", name="Sign in").click()

"""Every other page, in both schemes: nothing serious to axe, nothing beyond the window's edge."""

import pytest
from playwright.sync_api import expect

from followup.clinic.models import Patient, Staff
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.web.conftest import Wait

pytestmark = pytest.mark.browser

STAFF_PAGES = ("/patients/", "/patients/{}/", "/treatments/new/", "/accounts/2fa/")


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")])
def test_the_pages_of_staff_are_in_order(
    signed_in: Open,
    maria: Patient,
    wait: Wait,
    inspect: Inspect,
    size: tuple[int, int],
    scheme: str,
) -> None:
    wait(maria, "a 4, and a very-long-word-" + "x" * 80)
    page = signed_in(size, scheme)
    for address in STAFF_PAGES:
        page.goto(address.format(maria.pk))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        inspect(page)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_pages_before_sign_in_are_in_order(
    open_page: Open, alice: Staff, inspect: Inspect, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, scheme)
    for address in ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"):
        page.goto(address)
        inspect(page)


def test_a_wrong_password_is_said_where_one_looks(
    open_page: Open, alice: Staff, inspect: Inspect
) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(alice.email)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    inspect(page)

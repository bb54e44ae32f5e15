"""Takes the screenshots of docs/ anew, from a demo of its own.

    python -m tests.browser.pictures

Whoever changes a page runs it, looks at what changed in docs/pictures/, and commits that too.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from followup.sandbox.demo_words import ADMIN, PASSWORD, THERAPIST
from followup.sandbox.house import House, house
from tests.browser.find import chromium, flags

_FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
_DESKTOP, _PHONE = (1280, 860), (390, 844)
_URGENT = "Grace O'Malley-Whitfield"
_RETURNING = "Bao Tran"
_WITH_A_COURSE = "Aiyana Begay"
_OF_ADMINS = {
    "template": "/templates/check_in/sms/en/",
    "protocol": "/protocols/",
    "report": "/reports/soreness/",
}


def main() -> int:
    """Start a demo, take each picture, stop the demo."""
    path = chromium()
    if path is None:
        print("No Chromium: python -m tests.browser.find says what to do.", file=sys.stderr)
        return 1
    _FOLDER.mkdir(exist_ok=True)
    with house() as running, sync_playwright() as playwright:
        if running.run("tell-story", "--days", "3", "--into-today"):
            return 1
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        _take_all(browser, running)
        browser.close()
    return 0


def _take_all(browser: Browser, running: House) -> None:
    on_phone = _signed_in(browser, running, _PHONE)
    _keep(on_phone, "review-phone")
    _open_urgent(on_phone)
    _keep(on_phone, "item-phone")
    on_desktop = _signed_in(browser, running, _DESKTOP)
    _open_urgent(on_desktop)
    _keep(on_desktop, "review")
    _fill_in_treatment(on_desktop)
    _keep(on_desktop, "treatment")
    _open_course(on_desktop)
    _keep(on_desktop, "patient")
    on_desktop.goto("/overview/")
    _keep(on_desktop, "overview")
    by_admin = _signed_in(browser, running, _DESKTOP, who=ADMIN)
    for name, address in _OF_ADMINS.items():
        by_admin.goto(address)
        _keep(by_admin, name)
    _keep(_phone_of_the_urgent(browser, running), "phones")


def _page(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        timezone_id="America/Denver",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    return context.new_page()


def _signed_in(
    browser: Browser, running: House, size: tuple[int, int], *, who: str = THERAPIST
) -> Page:
    page = _page(browser, running.web_url, size)
    page.goto("/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review/")
    return page


def _open_urgent(page: Page) -> None:
    page.get_by_role("link", name=_URGENT).first.click()
    page.locator("#opened").get_by_text("Opened by").wait_for()


def _open_course(page: Page) -> None:
    page.goto("/review/")
    page.get_by_role("link", name=_WITH_A_COURSE).first.click()
    page.get_by_role("link", name="The whole course").click()
    page.locator("svg").first.wait_for()


def _fill_in_treatment(page: Page) -> None:
    page.goto("/treatments/new/")
    page.get_by_label("Patient").press_sequentially(_RETURNING.split(maxsplit=1)[0].lower())
    page.get_by_role("link", name=_RETURNING).click()
    page.get_by_label("Knee", exact=True).check()
    page.locator("#preview").get_by_text("Check-in").first.wait_for()


def _phone_of_the_urgent(browser: Browser, running: House) -> Page:
    page = _page(browser, running.phones_url, _DESKTOP)
    page.goto("/")
    page.get_by_role("link", name=_URGENT).first.click()
    page.get_by_placeholder("Text as").wait_for()
    return page


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=_FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())

"""A real browser before the real pages; whatever it complains of fails the test."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from followup.clinic.models import Staff
from followup.lib import clock
from tests.browser.find import chromium, flags
from tests.web.conftest import maria, wait

__all__ = ["maria", "wait"]

SECRET = "a long sentence to sign in with"
DESKTOP, PHONE = (1280, 800), (360, 740)

Open = Callable[..., Page]
Inspect = Callable[[Page], None]

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"


# Not for the session: while it lives, nothing else in this thread may run an event loop.
@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    path = chromium()
    assert path, "No Chromium: python -m tests.browser.find says what to do."
    # A busy machine is no bug: what is waited for here is judged by coming, not by how soon.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        yield browser
        browser.close()


@pytest.fixture
def at() -> datetime:
    """The pages run on the true clock here."""
    return clock.now()


@pytest.fixture
def open_page(chrome: Browser, live_server: LiveServer) -> Iterator[Open]:
    """A page in a window of its own; `scheme` is light or dark."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def opened(size: tuple[int, int] = DESKTOP, scheme: str = "light", *, js: bool = True) -> Page:
        context = chrome.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            timezone_id="America/Denver",
            java_script_enabled=js,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def signed_in(open_page: Open, alice: Staff) -> Open:
    """The same, with Alice signed in by hand."""

    def opened(size: tuple[int, int] = DESKTOP, scheme: str = "light", *, js: bool = True) -> Page:
        page = open_page(size, scheme, js=js)
        page.goto("/")
        page.get_by_label("Email").fill(alice.email)
        page.get_by_label("Password").fill(SECRET)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/review/")
        return page

    return opened


@pytest.fixture
def inspect() -> Inspect:
    """Nothing that axe calls serious, and nothing that runs out of the window at the side."""

    def inspected(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        grave = [
            (rule["id"], rule["nodes"][0]["html"])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        assert grave == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return inspected

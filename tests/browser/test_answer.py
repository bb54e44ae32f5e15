"""The patient's own page on a phone, by keyboard, in both languages."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from followup.clinic.models import Clinic, Language
from followup.replies.models import Reply
from tests.browser.conftest import PHONE, Inspect, Open
from tests.engine import reachable
from tests.links import asked

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_answered_on_a_phone_by_keyboard_without_javascript(
    open_page: Open, peak: Clinic, at: datetime, language: str, scheme: str
) -> None:
    page = open_page(PHONE, scheme, js=False)
    page.goto(f"/a/{_token(peak, at, language)}")
    names = {"en": ("Start", "Send my answers"), "es": ("Empezar", "Enviar mis respuestas")}
    start, send = names[language]
    page.get_by_role("link", name=start).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="4", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#words").focus()
    page.keyboard.type("ok")
    page.get_by_role("button", name=send).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        {"en": "Thank you"}.get(language, "Gracias")
    )
    assert Reply.objects.get().words.splitlines()[0] == "4"


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("es", "light")])
def test_every_page_of_it_is_within_reach_of_everybody(
    open_page: Open, peak: Clinic, at: datetime, inspect: Inspect, language: str, scheme: str
) -> None:
    page = open_page(PHONE, scheme)
    address = f"/a/{_token(peak, at, language)}"
    for end in ("", "/1", "/2", "/3", "/done"):
        page.goto(f"{address}{end}")
        inspect(page)
    page.goto(f"{address}/1")
    page.get_by_role("button", name="10").click()
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page)


def test_the_back_button_and_the_other_language_lose_nothing(
    open_page: Open, peak: Clinic, at: datetime
) -> None:
    page = open_page(PHONE)
    page.goto(f"/a/{_token(peak, at, 'en')}/1")
    page.get_by_role("button", name="7").click()
    page.go_back()
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("button", name="7 (Su respuesta hasta ahora)")).to_be_visible()
    page.get_by_role("button", name="6").click()
    expect(page.get_by_role("heading", name="¿Le salió algún moretón?")).to_be_visible()


def _token(peak: Clinic, at: datetime, language: str) -> str:
    patient = reachable(peak, "Ida", "Vance", email="ida@example.com", at=at)
    patient.language = Language(language)
    patient.save()
    return asked(peak, patient, at=at - timedelta(hours=24), hours=23.9)[0]

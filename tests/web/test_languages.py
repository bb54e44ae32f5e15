"""Staff read the pages in their own language: chosen once, and kept."""

import pytest
from django.test import Client

from followup.clinic.models import AuditEvent, Staff
from tests import translations
from tests.web.conftest import Enter

SPANISH = {"Accept-Language": "es"}


def test_before_sign_in_the_pages_are_in_the_language_of_the_browser(
    client: Client, db: None
) -> None:
    page = client.get("/accounts/login/", headers=SPANISH).content.decode()
    assert '<html lang="es">' in page
    assert "Entrar" in page


def test_after_sign_in_they_are_in_the_language_of_the_person(enter: Enter, bob: Staff) -> None:
    answer = enter(bob).get("/patients/", headers=SPANISH)
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en">' in answer.content.decode()


def test_bob_chooses_spanish_and_stays_where_he_was(enter: Enter, bob: Staff) -> None:
    browser = enter(bob)
    answer = browser.post("/language", {"language": "es", "next": "/patients/"}, follow=True)
    assert answer.request["PATH_INFO"] == "/patients/"
    assert "Registrar un tratamiento" in answer.content.decode()
    assert AuditEvent.objects.get(act="staff.language").details == {"from": "en", "to": "es"}


@pytest.mark.parametrize("chosen", ["", "xx", "en-us", "es\n"])
def test_a_language_that_there_is_not_changes_nothing(
    enter: Enter, bob: Staff, chosen: str
) -> None:
    enter(bob).post("/language", {"language": chosen})
    bob.refresh_from_db()
    assert bob.language == "en"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_nobody_is_led_to_another_site(enter: Enter, bob: Staff, wanted: str) -> None:
    answer = enter(bob).post("/language", {"language": "es", "next": wanted})
    assert answer.headers["Location"] == "/"


def test_a_refusal_is_in_their_language_too(enter: Enter, bob: Staff) -> None:
    browser = enter(bob)
    browser.post("/language", {"language": "es"})
    assert "Esa página no existe" in browser.get("/no-such-page").content.decode()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_each_catalog_is_compiled_from_what_is_kept_beside_it(language: str) -> None:
    compiled = translations.in_machine_form(translations.read(language))
    assert compiled == translations.compiled(language).read_bytes(), "Run `make messages`."


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_each_translation_has_the_places_of_its_original(language: str) -> None:
    wrong = {
        str(message.id): [str(error) for error in errors]
        for message, errors in translations.read(language).check()
    }
    assert wrong == {}


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_each_word_that_staff_read_is_translated(language: str) -> None:
    catalog = translations.read(language)
    catalog.update(translations.gathered(), no_fuzzy_matching=True)
    assert translations.untranslated(catalog) == [], "Run `make messages`, then translate."

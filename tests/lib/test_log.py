"""The log holds no words and no secrets, whoever writes to it."""

import pytest

from followup.lib.log import without_private_values

TOKEN = "Zm9sbG93dXAtbGluay10b2tlbg"
PUBLIC_ID = "0b8f8a3e-7e1c-4a57-9a39-3f2b7c1d2e4f"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GET /patients/?q=Grace+Hopper", "GET /patients/?[private]"),
        (f"GET /u/{TOKEN}", "GET /u/[private]"),
        (f"GET /reset/key/3-{TOKEN}/", "GET /reset/key/[private]/"),
        (f"POST /twilio/status/{PUBLIC_ID}", f"POST /twilio/status/{PUBLIC_ID}"),
        ("GET /review/17/resolution/undo", "GET /review/17/resolution/undo"),
    ],
)
def test_an_address_keeps_its_way_and_loses_its_secrets(written: str, kept: str) -> None:
    assert without_private_values(None, "info", {"request": written}) == {"request": kept}


def test_what_django_says_of_an_address_loses_them_too() -> None:
    said = without_private_values(None, "warning", {"event": f"Not Found: /u/{TOKEN}"})
    assert said == {"event": "Not Found: /u/[private]"}


def test_words_and_numbers_are_blanked_by_their_names() -> None:
    said = without_private_values(None, "info", {"event": "sent", "to": "+17195550101", "id": 7})
    assert said == {"event": "sent", "to": "[private]", "id": 7}

"""Phone numbers as people type them."""

import pytest

from followup.clinic import phone


@pytest.mark.parametrize(
    "typed",
    [
        "(719) 555-0101",
        "719.555.0101",
        "719-555-0101",
        "1-719-555-0101",
        "7195550101",
        " 719 555 0101 ",
        "+1 (719) 555-0101",
        "+1 719\u2011555\u20110101",
        "tel: 719 555 0101",
    ],
)
def test_a_number_is_the_same_however_it_was_typed(typed: str) -> None:
    assert phone.e164(typed) == "+17195550101"


def test_a_number_with_a_country_code_keeps_it() -> None:
    assert phone.e164("+52 55 1234 5678") == "+525512345678"


def test_a_number_without_one_belongs_to_the_clinics_country() -> None:
    assert phone.e164("020 7946 0000", country="GB") == "+442079460000"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no phone number"),
        ("   ", "no phone number"),
        ("n/a", "no phone number"),
        ("719-555-01", "too short"),
        ("555-0101", "too short"),
        ("719-555-0101/719-555-0102", "too long"),
        ("719 555 01011", "too long"),
        ("719-555-0101 x12", "extension"),
        ("119-555-0101", "cannot exist"),
        ("719-055-0101", "cannot exist"),
    ],
)
def test_a_number_that_cannot_be_texted_is_refused_in_words(typed: str, says: str) -> None:
    with pytest.raises(phone.PhoneError, match=says):
        phone.e164(typed)


def test_a_very_long_field_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(phone.PhoneError) as refused:
        phone.e164("7" * 100_000)
    assert len(str(refused.value)) < 200


def test_only_the_last_four_digits_are_shown() -> None:
    assert phone.masked("+17195550101") == "•••-•••-0101"
    assert phone.masked("0101") == "•••"


def test_an_area_code_tells_the_zone() -> None:
    assert phone.zones("+18085550110") == ("Pacific/Honolulu",)
    assert phone.zones("+17195550110") == ("America/Denver",)


@pytest.mark.parametrize("number", ["+18005550100", "12345", "", "+10", "whatsapp:x"])
def test_a_number_that_tells_no_zone_gives_none(number: str) -> None:
    assert phone.zones(number) == ()

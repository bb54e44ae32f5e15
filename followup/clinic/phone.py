"""Phone numbers: from what a person typed to E.164, what may be shown, and which zone it is in."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult, timezone

# A number of the North American plan: neither area code nor exchange begins with 0 or 1. Whether
# the area code has been given out is left to the provider, whose list is newer than ours.
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_AMERICAN, _EXCHANGE = re.compile(r"\+1\d{10}"), 8
# Toll-free and mobile-only numbers are listed under every zone of their plan, which says nothing.
_MOST_ZONES = 6


class PhoneError(ValueError):
    """A number that cannot be texted; the text says why and what to write instead."""


def e164(raw: str, *, country: str = "US") -> str:
    """`raw` as +17195550101, whatever blanks, dots, brackets or dashes it was typed with."""
    if not raw.strip():
        raise PhoneError("There is no phone number. Write one with its area code.")
    try:
        number = phonenumbers.parse(raw, country)
    except NumberParseException as error:
        raise PhoneError(_unparsed(raw, error)) from None
    if number.extension:
        raise PhoneError(
            f"{raw.strip()!r} has an extension, and an extension cannot be texted. "
            "Write a number that rings at the patient's own phone."
        )
    _check_length(raw, number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """What may be shown where the whole number need not be: its last four digits."""
    return f"•••-•••-{number[-4:]}" if len(number) > 4 else "•••"


def zones(number: str) -> tuple[str, ...]:
    """The IANA zones of the number's area code; none where the number does not tell."""
    # In the North American plan the last four digits tell nothing: one answer for an exchange.
    same = number[:_EXCHANGE] + "0100" if _AMERICAN.fullmatch(number) else number
    return _zones(same)


@lru_cache(maxsize=4096)
def _zones(number: str) -> tuple[str, ...]:
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except NumberParseException:
        return ()
    known = tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)
    return known if len(known) <= _MOST_ZONES else ()


def _unparsed(raw: str, error: NumberParseException) -> str:
    if error.error_type == NumberParseException.TOO_LONG:
        return f"{raw.strip()[:40]!r} is too long. Write one number, with its area code."
    return f"{raw.strip()[:40]!r} is no phone number. Write it with its area code: 719-555-0101."


def _check_length(raw: str, number: PhoneNumber) -> None:
    found = phonenumbers.is_possible_number_with_reason(number)
    short = {ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}
    if found in short:
        raise PhoneError(
            f"{raw.strip()!r} is too short. Write all ten digits, area code first: 719-555-0101."
        )
    if found != ValidationResult.IS_POSSIBLE:
        raise PhoneError(f"{raw.strip()[:40]!r} is too long. Write one number, with its area code.")
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(str(number.national_number)):
        raise PhoneError(
            f"{raw.strip()!r} cannot exist: no area code and no exchange begins with 0 or 1. "
            "Check the digits."
        )

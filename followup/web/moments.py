"""Dates and times as a US clinic reads and says them: the one place for how they look.

The formats are words too, and stand in the catalogs: Spanish says the day first.
"""

from datetime import date, datetime

from django.utils import dateformat
from django.utils.translation import pgettext


def moment(at: datetime) -> str:
    """Wed, Nov 18, 6:28 PM; in the zone that `at` is in, as for all here."""
    return dateformat.format(at, pgettext("date format", "D, M j, g:i A"))


def moment_of_year(at: datetime) -> str:
    """Wed, Nov 18, 2026, 6:28 PM: for what may be years ago."""
    return dateformat.format(at, pgettext("date format", "D, M j, Y, g:i A"))


def to_the_minute(at: datetime) -> str:
    """6:28 PM, where the day is plain."""
    return dateformat.format(at, pgettext("date format", "g:i A"))


def to_the_second(at: datetime) -> str:
    """6:28:07 PM, for what ends soon."""
    return dateformat.format(at, pgettext("date format", "g:i:s A"))


def to_the_second_of_day(at: datetime) -> str:
    """Nov 18, 2026, 6:28:07 PM, for a record of what happened when."""
    return dateformat.format(at, "M j, Y, g:i:s A")


def day(on: date) -> str:
    """Nov 18, 2026."""
    return dateformat.format(on, pgettext("date format", "M j, Y"))


def weekday(on: date) -> str:
    """Thu, Nov 26, 2026: for a day that one plans around."""
    return dateformat.format(on, pgettext("date format", "D, M j, Y"))

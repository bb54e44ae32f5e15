"""The days on which a clinic is closed, and the holidays on which it may want to be."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from followup.clinic.models import Clinic, ClosedDay

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday to come."""

    day: date
    name: str


def ahead(*, clinic: Clinic, today: date) -> list[ClosedDay]:
    """From today on, soonest first; those that have passed matter to nobody."""
    return list(ClosedDay.objects.of(clinic).filter(day__gte=today).order_by("day"))


def proposed(*, clinic: Clinic, today: date) -> list[Holiday]:
    """The public holidays of a year that are not closed yet; none where the country has no list."""
    years = range(today.year, (today + _AHEAD).year + 1)
    try:
        calendar = holidays.country_holidays(clinic.country, years=years)
    except NotImplementedError:
        return []
    closed = {closed.day for closed in ahead(clinic=clinic, today=today)}
    return [
        Holiday(day, name)
        for day, name in sorted(calendar.items())
        if today <= day < today + _AHEAD and day not in closed
    ]

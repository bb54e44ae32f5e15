"""Whose hours count for a message: the clinic's windows, in every zone the patient may be in."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import cache
from zoneinfo import ZoneInfo

from followup.care.hours import WEEKDAYS, Daily, Hours
from followup.clinic import phone
from followup.clinic.models import Channel, Clinic, ClosedDay, Patient, WindowSet


def hours_of(clinic: Clinic) -> Hours:
    """The clinic's windows and closed days; one query, for as many patients as there are."""
    return hours_of_each([clinic])[clinic.pk]


def hours_of_each(clinics: Iterable[Clinic]) -> dict[int, Hours]:
    """The same for many clinics, by their ids; still one query."""
    by_id = {clinic.pk: clinic for clinic in clinics}
    closed: dict[int, set[date]] = {pk: set() for pk in by_id}
    days = ClosedDay.objects.filter(clinic__in=by_id)
    for pk, day in days.values_list("clinic", "day"):
        closed[pk].add(day)
    return {
        pk: Hours(weekdays=weekdays(clinic), closed=frozenset(closed[pk]))
        for pk, clinic in by_id.items()
    }


def weekdays(clinic: Clinic) -> tuple[Daily | None, ...]:
    """From when to when messages go out, Monday first."""
    if clinic.window_set != WindowSet.OWN:
        return WEEKDAYS[clinic.window_set]
    return tuple(_daily(day) if day else None for day in clinic.own_hours)


def zones_of(*, clinic_zone: str, time_zone: str = "", number: str = "") -> tuple[ZoneInfo, ...]:
    """The patient's own zone (empty: the clinic's), then the phone's area where it says otherwise.

    Pure but for the phone tables: the dispatcher asks for hundreds of patients at a time.
    """
    return _zones(time_zone or clinic_zone, phone.zones(number) if number else ())


def zones_of_patient(patient: Patient) -> tuple[ZoneInfo, ...]:
    """The same for a row; prefetch `clinic` and `contact_points` where there are many."""
    points = patient.contact_points.all()
    return zones_of(
        clinic_zone=patient.clinic.time_zone,
        time_zone=patient.time_zone,
        number=next((point.value for point in points if point.channel == Channel.SMS), ""),
    )


def _daily(day: Sequence[str]) -> Daily:
    return time.fromisoformat(day[0]), time.fromisoformat(day[1])


@cache
def _zones(own: str, area: tuple[str, ...]) -> tuple[ZoneInfo, ...]:
    said_otherwise = () if own in area else area
    return tuple(ZoneInfo(name) for name in (own, *said_otherwise))

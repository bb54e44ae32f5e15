"""The hours of the week and the closed days: foreseen, saved, and what is planned follows."""

from datetime import date, datetime

from followup.care import planning
from followup.care.models import PlannedMessage
from followup.clinic.models import Clinic, ClosedDay, Patient, Staff
from tests.web.conftest import HTMX, Enter

DAYS = range(7)


def _week(opens: str = "15:00", closes: str = "19:00", **changed: str) -> dict[str, str]:
    told = {"window_set": "own"}
    for day in DAYS:
        told |= {f"opens_{day}": opens, f"closes_{day}": closes}
    return told | changed


def _planned(peak: Clinic, patient: Patient, at: datetime) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    planning.log_treatment(patient=patient, visit=visit, at=at)


def _dues() -> list[datetime]:
    return list(PlannedMessage.objects.order_by("pk").values_list("due_at", flat=True))


def test_other_hours_are_foreseen_and_nothing_moves_yet(
    enter: Enter, alice: Staff, peak: Clinic, maria: Patient, now: datetime
) -> None:
    _planned(peak, maria, now)
    before = _dues()
    browser = enter(alice)
    for page in (
        browser.post("/settings/hours/preview", _week(), headers=HTMX),
        browser.post("/settings/hours/", _week(look="1")),
    ):
        assert "planned messages would move" in page.content.decode()
    assert _dues() == before


def test_saved_hours_move_what_is_planned_and_the_next_plan_uses_them(
    enter: Enter, alice: Staff, peak: Clinic, maria: Patient, now: datetime
) -> None:
    _planned(peak, maria, now)
    page = enter(alice).post("/settings/hours/", _week(), follow=True).content.decode()
    assert "planned messages moved" in page
    peak.refresh_from_db()
    assert peak.own_hours == [["15:00", "19:00"]] * 7
    hours = planning.hours_of(peak)
    assert {str(daily[0]) for daily in hours.weekdays if daily} == {"15:00:00"}


def test_a_day_with_one_time_is_named(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    page = enter(alice).post("/settings/hours/", _week(closes_2="")).content.decode()
    assert "Wednesday: write both times" in page


def test_hours_beyond_the_federal_day_are_refused(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    page = enter(alice).post("/settings/hours/", _week(opens_0="06:00")).content.decode()
    assert "Monday: the hours begin before they end" in page
    clinic.refresh_from_db()
    assert clinic.window_set == "shipped"


def test_times_that_would_not_count_are_not_dropped_in_silence(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    page = enter(alice).post("/settings/hours/", _week(window_set="strict")).content.decode()
    assert "count only with our own hours" in page
    clinic.refresh_from_db()
    assert clinic.window_set == "shipped"


def test_the_narrowest_hours_are_one_choice(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    browser = enter(alice)
    form = browser.get("/settings/hours/").context["form"]
    shown = {field.name: field.value() or "" for field in form}
    browser.post("/settings/hours/", shown | {"window_set": "strict"})
    clinic.refresh_from_db()
    assert clinic.window_set == "strict"


def test_a_week_without_an_open_day_is_refused(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    page = enter(alice).post("/settings/hours/", _week("", "")).content.decode()
    assert "at least one day" in page


def test_the_holidays_of_a_year_are_proposed_and_closed_with_one_click(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    page = browser.get("/settings/hours/").content.decode()
    assert "Thanksgiving Day: Thu, Nov 26, 2026" in page
    browser.post("/settings/closed-days/", {"holidays": ["2026-11-26", "2026-12-25"]})
    assert set(ClosedDay.objects.values_list("day", "reason")) == {
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 12, 25), "Christmas Day"),
    }
    assert "Thanksgiving Day: Thu" not in browser.get("/settings/hours/").content.decode()


def test_a_closed_day_of_their_own_can_be_opened_again(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    browser.post("/settings/closed-days/", {"day": "2026-03-20", "reason": "Staff retreat"})
    closed = ClosedDay.objects.get()
    assert closed.reason == "Staff retreat"
    browser.post(f"/settings/closed-days/{closed.pk}/opening")
    assert not ClosedDay.objects.exists()


def test_a_day_that_has_passed_is_refused(enter: Enter, alice: Staff) -> None:
    page = enter(alice).post("/settings/closed-days/", {"day": "2026-03-01"}).content.decode()
    assert "This day has passed" in page


def test_no_day_at_all_is_told_so(enter: Enter, alice: Staff) -> None:
    page = enter(alice).post("/settings/closed-days/", {}).content.decode()
    assert "Choose a holiday, or write a day" in page
    assert not ClosedDay.objects.exists()

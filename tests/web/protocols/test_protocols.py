"""The pages of protocols: look, edit a stop in place, try out, publish, copy, put away."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from followup.care import drafting, shipped
from followup.care.drafting import desk_of
from followup.care.models import Protocol
from followup.clinic.models import AuditEvent, Clinic, ClosedDay, Patient, Staff
from tests.engine import treated
from tests.web.conftest import HTMX, Enter


@pytest.fixture
def knee(peak: Clinic) -> Protocol:
    row: Protocol = Protocol.objects.of(peak).get(slug="knee")
    return row


def stop_of(knee: Protocol, **changes: Any) -> dict[str, Any]:
    """The form of the first check-in, as the page would send it."""
    return {
        "mark": desk_of(knee).mark,
        "slug": "day1",
        "days": 1, "hours": 0, "minutes": 0,
        "useful_hours": 36,
        "window": "regular",
        "also_asks": ["bruising"],
        "nudge_days": "1",
        "stop_rule": "new_treatment",
        "channels": "sms+email",
        **changes,
    }  # fmt: skip


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_line_tells_all_that_a_stop_says(enter: Enter, bob: Staff, knee: Protocol) -> None:
    page = text(enter(bob).get(f"/protocols/{knee.pk}/"))
    for words in (
        "30 minutes after", "1 day after", "how sore, 0 to 10, then any bruise",
        "once, the day after", "2 days before the next visit", "when treated again",
    ):  # fmt: skip
        assert words in page
    assert AuditEvent.objects.filter(act="viewed", subject="protocol").exists()


def test_a_therapist_looks_and_changes_nothing(
    enter: Enter, bob: Staff, fran: Staff, knee: Protocol
) -> None:
    address = f"/protocols/{knee.pk}/"
    page = text(enter(bob).get(address))
    assert "Edit" not in page
    assert "Put it away" not in page
    refused = enter(bob).post(f"{address}stops/day1/", stop_of(knee, days=2))
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert enter(fran).get(address).status_code == HTTPStatus.FORBIDDEN
    assert not desk_of(knee).is_changed


def test_a_stop_is_edited_in_place_tried_out_and_published(
    enter: Enter, alice: Staff, knee: Protocol
) -> None:
    browser = enter(alice)
    address = f"/protocols/{knee.pk}/"
    form = text(browser.get(f"{address}stops/day1/", headers=HTMX))
    assert "<html" not in form
    assert 'name="useful_hours" value="36"' in form
    tried = text(browser.post(f"{address}examples", stop_of(knee, days=2), headers=HTMX))
    assert not desk_of(knee).is_changed
    kept = browser.post(f"{address}stops/day1/", stop_of(knee, days=2), follow=True)
    assert "Nothing of it counts before it is published" in text(kept)
    assert text(browser.post(f"{address}examples", headers=HTMX)) == tried
    difference = text(browser.get(f"{address}publication"))
    assert "2 days after" in difference
    browser.post(f"{address}publication", {"mark": desk_of(knee).mark})
    followed = shipped.protocol_for(clinic=knee.clinic, regions=["knee"])
    assert followed.number == 2
    assert followed.steps.get(slug="day1").offset_days == 2


def test_a_fault_is_said_on_top_and_at_its_field(
    enter: Enter, alice: Staff, knee: Protocol
) -> None:
    page = text(enter(alice).post(f"/protocols/{knee.pk}/stops/day1/", stop_of(knee, days=99)))
    assert page.count("Write at most 60.") == 2
    assert not desk_of(knee).is_changed


def test_what_cannot_work_is_said_in_words_and_bars_the_way(
    enter: Enter, alice: Staff, knee: Protocol
) -> None:
    browser = enter(alice)
    equal = stop_of(knee, days=3)
    browser.post(f"/protocols/{knee.pk}/stops/day1/", equal)
    page = text(browser.get(f"/protocols/{knee.pk}/publication"))
    assert "it goes at the same time as" in page
    assert "Publish the draft</button>" not in page


def test_a_stop_is_added_removed_and_the_removal_undone(
    enter: Enter, alice: Staff, knee: Protocol
) -> None:
    browser = enter(alice)
    address = f"/protocols/{knee.pk}/"
    mark = {"mark": desk_of(knee).mark}
    added = browser.post(f"{address}stops/new", {"kind": "check_in", **mark})
    assert added["Location"] == f"{address}stops/day2/"
    browser.post(f"{address}stops/booking/removal", {"mark": desk_of(knee).mark})
    names = [stop.slug for stop in desk_of(knee).stops]
    assert "booking" not in names
    assert "day2" in names
    browser.post(f"{address}draft/undo", {"mark": desk_of(knee).mark})
    assert "booking" in [stop.slug for stop in desk_of(knee).stops]
    browser.post(f"{address}draft/removal", {"mark": desk_of(knee).mark})
    assert not desk_of(knee).is_changed


def test_whoever_comes_second_is_told_who_was_first(
    enter: Enter, alice: Staff, knee: Protocol, at: datetime
) -> None:
    late = stop_of(knee, days=2)
    desk = desk_of(knee)
    drafting.keep(protocol=knee, stops=desk.stops[1:], mark=desk.mark, at=at, by=alice)
    answer = enter(alice).post(f"/protocols/{knee.pk}/stops/day1/", late, follow=True)
    assert "Alice changed this protocol while you were at it" in text(answer)


def test_a_closed_sunday_shows_in_the_examples(
    enter: Enter, bob: Staff, knee: Protocol, at: datetime
) -> None:
    ClosedDay.objects.create(clinic=knee.clinic, day=(at + timedelta(days=2)).date())
    page = text(enter(bob).get(f"/protocols/{knee.pk}/"))
    assert "Treated the day before the clinic is closed" in page
    assert "moved from Wed, Mar 4, 3:00 PM: closed" in page


def test_any_time_can_be_tried(enter: Enter, bob: Staff, knee: Protocol) -> None:
    address = f"/protocols/{knee.pk}/examples?treated=2026-03-06T16:40"
    page = text(enter(bob).get(address, headers=HTMX))
    assert "Sat, Mar 7, 4:40 PM" in page
    assert "Treated on a morning" not in page


@pytest.mark.parametrize("treated_at", ["9999-12-31T23:59", "0001-01-01T00:00", "soon"])
def test_a_time_at_the_end_of_days_is_asked_again(
    enter: Enter, bob: Staff, knee: Protocol, treated_at: str
) -> None:
    page = enter(bob).get(f"/protocols/{knee.pk}/examples?treated={treated_at}")
    assert page.status_code == HTTPStatus.OK
    assert "Write a date" in text(page)


def test_the_table_says_which_region_follows_which(
    enter: Enter, alice: Staff, bob: Staff, knee: Protocol
) -> None:
    limb = Protocol.objects.of(knee.clinic).get(slug="limb")
    browser = enter(alice)
    sent = {"region-knee": limb.pk, f"conditions-{knee.pk}": "meniscus, ", "fallback": limb.pk}
    answer = browser.post("/protocols/regions", sent, follow=True)
    assert "Stored" in text(answer)
    knee.refresh_from_db()
    assert (knee.regions, knee.conditions) == ([], ["meniscus"])
    looked = enter(bob).post("/protocols/regions", {"region-knee": knee.pk}, follow=True)
    assert "<select" not in text(looked)
    knee.refresh_from_db()
    assert knee.regions == []


def test_a_protocol_is_copied_named_put_away_and_used_again(
    enter: Enter, alice: Staff, knee: Protocol
) -> None:
    browser = enter(alice)
    limb = Protocol.objects.of(knee.clinic).get(slug="limb")
    browser.post(f"/protocols/{knee.pk}/copy")
    twin = Protocol.objects.get(name="Copy of Knee")
    browser.post(f"/protocols/{twin.pk}/name", {"name": "Knee, gentle"})
    assert "Knee, gentle" in text(browser.get("/protocols/"))
    barred = browser.post(f"/protocols/{knee.pk}/archive", follow=True)
    assert "Choose which one they follow instead" in text(barred)
    browser.post(f"/protocols/{knee.pk}/archive", {"to": limb.pk})
    knee.refresh_from_db()
    assert knee.archived_at is not None
    browser.post(f"/protocols/{knee.pk}/revival")
    knee.refresh_from_db()
    assert knee.archived_at is None


def test_an_older_version_is_shown_and_an_unknown_one_leads_back(
    enter: Enter, bob: Staff, knee: Protocol
) -> None:
    browser: Client = enter(bob)
    assert "Version 1" in text(browser.get(f"/protocols/{knee.pk}/versions/1/"))
    assert browser.get(f"/protocols/{knee.pk}/versions/7/")["Location"] == f"/protocols/{knee.pk}/"


def test_follow_ups_that_run_are_replanned_after_a_preview(
    enter: Enter, alice: Staff, bob: Staff, knee: Protocol, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    browser = enter(alice)
    address = f"/protocols/{knee.pk}/"
    browser.post(f"{address}stops/day1/", stop_of(knee, days=2))
    browser.post(f"{address}publication", {"mark": desk_of(knee).mark})
    assert "1 follow-up runs by an older version" in text(browser.get(address))
    page = text(browser.get(f"{address}replanning"))
    assert "Maria Lopez" in page
    assert "moves from Tue, Mar 3, 11:30 AM to Wed, Mar 4, 11:30 AM" in page
    assert enter(bob).post(f"{address}replanning").status_code == HTTPStatus.FORBIDDEN
    done = text(browser.post(f"{address}replanning", follow=True))
    assert "1 follow-up runs by version 2 now." in done
    assert "hx-get" not in done
    again = text(browser.post(f"{address}replanning", follow=True))
    assert "No follow-up runs by an older version." in again

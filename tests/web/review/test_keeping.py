"""Notes, snoozes, calls, assignments: what was typed is kept, and the item goes where it should."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from followup.care.models import Treatment
from followup.clinic.models import Clinic, Patient, Staff
from followup.replies.models import Note, Rank, ReviewItem
from tests.cast import patient_of
from tests.web.conftest import Enter, Wait


def test_a_note_stays_with_the_patient_for_their_next_matter(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(bob)
    browser.post(f"/review/{item.pk}/note", {"note": "Prefers <mornings>"})
    browser.post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    later = wait(maria, kind="call")
    assert "Prefers &lt;mornings&gt;" in browser.get(f"/review/{later.pk}/").content.decode()


def test_an_empty_note_and_a_long_one_are_not_kept_and_the_words_come_back(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(bob)
    assert "Write the note first" in browser.post(f"/review/{item.pk}/note").content.decode()
    long = "far too long " * 200
    page = browser.post(f"/review/{item.pk}/note", {"note": long}).content.decode()
    assert "under 2,000 characters" in page
    assert long.strip() in page
    assert not Note.objects.exists()


@pytest.mark.parametrize("act", ["snoozing", "assignment"])
def test_a_typed_note_is_kept_by_whichever_button(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, act: str
) -> None:
    item = wait(maria)
    enter(bob).post(f"/review/{item.pk}/{act}", {"note": "at noon", "until": "1h", "to": "me"})
    assert Note.objects.get().body == "at noon"


def test_a_snoozed_item_is_out_of_sight_and_the_next_one_opens_with_an_undo(
    enter: Enter, bob: Staff, clinic: Clinic, maria: Patient, wait: Wait, at: datetime
) -> None:
    item, following = wait(maria), wait(patient_of(clinic, "Ann", "Berg"))
    browser = enter(bob)
    answer = browser.post(f"/review/{item.pk}/snoozing", {"until": "3h"}, follow=True)
    assert answer.redirect_chain[0][0] == f"/review/{following.pk}/?snoozed={item.pk}"
    item.refresh_from_db()
    assert item.snoozed_until == at + timedelta(hours=3)
    assert "Maria" not in browser.get("/review/").content.decode()
    browser.post(f"/review/{item.pk}/waking")
    assert "Maria" in browser.get("/review/").content.decode()


def test_until_a_day_is_eight_in_the_morning_at_the_clinic(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    enter(bob).post(f"/review/{item.pk}/snoozing", {"day": "2026-03-10"})
    item.refresh_from_db()
    assert item.snoozed_until is not None
    assert item.snoozed_until.isoformat() == "2026-03-10T14:00:00+00:00"


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-31", "2026-01-01", "2030-01-01"])
def test_a_day_that_makes_no_sense_is_refused_in_words(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, day: str
) -> None:
    item = wait(maria)
    page = enter(bob).post(f"/review/{item.pk}/snoozing", {"day": day}).content.decode()
    assert "There is a problem" in page
    item.refresh_from_db()
    assert item.snoozed_until is None


def test_what_is_urgent_is_never_out_of_sight(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria, "9", Rank.URGENT, alert_at=at)
    browser = enter(bob)
    browser.post(f"/review/{item.pk}/snoozing", {"until": "30m"})
    page = browser.get("/review/").content.decode()
    assert "Maria Lopez" in page
    assert "Call again" in page
    refused = browser.post(f"/review/{item.pk}/snoozing", {"day": "2026-03-03"}).content.decode()
    assert "it can wait an hour at most" in refused


def test_assigned_to_me_it_is_mine_and_to_a_colleague_it_is_theirs(
    enter: Enter, bob: Staff, alice: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(bob)
    browser.post(f"/review/{item.pk}/assignment", {"to": "me", "colleague": str(alice.pk)})
    assert _assignee(item) == bob
    browser.post(f"/review/{item.pk}/assignment", {"colleague": str(alice.pk)})
    assert _assignee(item) == alice
    assert "Alice has it" in browser.get("/review/").content.decode()
    browser.post(f"/review/{item.pk}/assignment", {"to": "nobody"})
    assert _assignee(item) is None


def test_nobody_gets_what_their_role_does_not_include_or_from_another_clinic(
    enter: Enter, bob: Staff, fran: Staff, charlie: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(bob)
    page = browser.post(f"/review/{item.pk}/assignment", {"colleague": str(fran.pk)})
    assert "Their role does not include this" in page.content.decode()
    strange = browser.post(f"/review/{item.pk}/assignment", {"colleague": str(charlie.pk)})
    assert strange.status_code == HTTPStatus.NOT_FOUND
    assert _assignee(item) is None


def test_a_call_that_nobody_answered_is_noted_and_comes_back_in_an_hour(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria)
    enter(bob).post(f"/review/{item.pk}/resolution", {"done": "called:no_answer", "note": "noon"})
    item.refresh_from_db()
    assert (item.closed_at, item.snoozed_until) == (None, at + timedelta(hours=1))
    note = Note.objects.get()
    assert (note.outcome, note.body, note.by) == ("no_answer", "noon", bob)


@pytest.mark.parametrize(
    ("rank", "outcome", "closes"),
    [
        (Rank.URGENT, "spoke", True),
        (Rank.URGENT, "message", False),
        (Rank.URGENT, "no_answer", False),
        (Rank.ATTENTION, "message", True),
    ],
)
def test_an_urgent_matter_ends_only_by_speaking_with_them(
    enter: Enter,
    bob: Staff,
    maria: Patient,
    wait: Wait,
    rank: int,
    outcome: str,
    *,
    closes: bool,
) -> None:
    item = wait(maria, "9", rank)
    enter(bob).post(f"/review/{item.pk}/resolution", {"done": f"called:{outcome}"})
    item.refresh_from_db()
    assert (item.closed_at is not None) is closes
    if closes:
        assert item.resolutions.get().outcome == outcome


def test_booked_with_a_time_notes_the_next_visit(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    told = {"done": "booked", "next_visit": "2026-03-09T10:30"}
    enter(bob).post(f"/review/{item.pk}/resolution", told)
    visit = Treatment.objects.get().next_visit_at
    assert visit is not None
    assert visit.isoformat() == "2026-03-09T16:30:00+00:00"
    assert item.resolutions.get().done == "booked"


def test_booked_in_the_past_closes_nothing(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    told = {"done": "booked", "next_visit": "2026-03-01T10:30"}
    page = enter(bob).post(f"/review/{item.pk}/resolution", told).content.decode()
    assert "in the past" in page
    assert not item.resolutions.exists()


def test_two_before_one_item_see_each_other(
    enter: Enter, bob: Staff, alice: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    enter(alice).post(f"/review/{item.pk}/here", {"seen": "0", "writing": "yes"})
    page = enter(bob).post(f"/review/{item.pk}/here", {"seen": "0"}).content.decode()
    assert "Alice is writing a reply to this" in page
    assert "Bob" not in page


def _assignee(item: ReviewItem) -> Staff | None:
    item.refresh_from_db()
    assignee: Staff | None = item.assignee
    return assignee

"""Review: what waits, most urgent first, with the words and the reason, and one press to close."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.messaging.models import Inbound
from followup.replies import review
from followup.replies.models import ItemKind, Rank, Reply, ReviewItem
from tests.cast import patient_of
from tests.web.conftest import HTMX, Enter, Wait


def test_the_most_urgent_stands_first_and_then_what_waits_longest(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait, at: datetime
) -> None:
    for name, rank, hours in (("Ann", 2, 3), ("Ben", 0, 1), ("Cleo", 1, 1), ("Dora", 1, 2)):
        wait(patient_of(clinic, name, ""), rank=rank, received=at - timedelta(hours=hours))
    page = enter(bob).get("/review/").content.decode()
    places = [page.index(f">{name}</a>") for name in ("Ben", "Dora", "Cleo", "Ann")]
    assert places == sorted(places)
    assert "4 to review" in page


def test_a_line_tells_who_where_when_what_and_why(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    words = "It is an 8 today"
    wait(maria, words, Rank.ATTENTION, soreness=8, spans=[[9, 10, "soreness"]])
    page = enter(bob).get("/review/").content.decode()
    assert "Maria Lopez" in page
    assert "Knee, 24 h after needling" in page
    assert "Waits 30 min" in page
    assert "It is an <mark>8</mark> today" in page
    assert "soreness 8, expected at most 5 by now" in page


def test_words_in_spanish_are_marked_as_spanish_for_screen_readers(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    Patient.objects.filter(pk=maria.pk).update(language="es")
    page = enter(bob).get(f"/review/{wait(maria, 'un siete').pk}/").content.decode()
    assert '<p class="words" lang="es">un siete</p>' in page


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait
) -> None:
    browser = enter(bob)
    wait(patient_of(clinic, "Ann", "0"))
    with CaptureQueriesContext(connection) as short:
        browser.get("/review/")
    for number in range(1, 8):
        wait(patient_of(clinic, "Ann", str(number)))
    with CaptureQueriesContext(connection) as long:
        browser.get("/review/")
    assert len(long) == len(short)


def test_the_words_of_a_patient_are_never_html(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria, "<script>alert(1)</script> 4", spans=[[0, 8, "soreness"]])
    page = enter(bob).get(f"/review/{item.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<mark>&lt;script&gt;</mark>alert(1)" in page


def test_an_empty_list_says_that_nobody_waits(enter: Enter, bob: Staff) -> None:
    assert "Nobody waits" in enter(bob).get("/review/").content.decode()


def test_charlie_of_another_clinic_sees_and_changes_nothing(
    enter: Enter, charlie: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(charlie)
    assert "Maria" not in browser.get("/review/").content.decode()
    assert browser.get(f"/review/{item.pk}/").status_code == HTTPStatus.NOT_FOUND
    for act in ("opening", "resolution", "resolution/undo"):
        answer = browser.post(f"/review/{item.pk}/{act}", {"done": "reviewed"})
        assert answer.status_code == HTTPStatus.NOT_FOUND
    item.refresh_from_db()
    assert (item.opened_at, item.closed_at) == (None, None)


def test_one_press_closes_a_routine_reply_and_opens_the_next(
    enter: Enter, bob: Staff, clinic: Clinic, maria: Patient, wait: Wait
) -> None:
    item, following = wait(maria), wait(patient_of(clinic, "Ann", "Berg"))
    answer = enter(bob).post(f"/review/{item.pk}/resolution", {"done": "reviewed"}, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/review/{following.pk}/?closed=")
    assert _is_closed(item)
    assert item.resolutions.get().by == bob
    assert "Maria Lopez" in answer.content.decode()
    assert "Undo" in answer.content.decode()


def test_the_last_one_closed_leads_back_to_the_empty_list(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    answer = enter(bob).post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    assert answer.headers["Location"].startswith("/review/?closed=")


def test_an_urgent_reply_is_not_closed_by_having_been_read(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria, "9", Rank.URGENT)
    browser = enter(bob)
    assert 'value="reviewed"' not in browser.get(f"/review/{item.pk}/").content.decode()
    refused = browser.post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    assert "Say what was done" in refused.content.decode()
    assert not _is_closed(item)
    browser.post(f"/review/{item.pk}/resolution", {"done": "called", "note": "Spoke to her"})
    assert _is_closed(item)
    assert item.resolutions.get().note == "Spoke to her"


def test_what_was_closed_can_be_put_back(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(bob)
    browser.post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    browser.post(f"/review/{item.pk}/resolution/undo")
    assert not _is_closed(item)
    assert item.resolutions.get().undone_at is not None


def test_two_who_close_the_same_item_see_that_the_other_was_first(
    enter: Enter, bob: Staff, alice: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    enter(alice).post(f"/review/{item.pk}/resolution", {"done": "called"})
    late = enter(bob).post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    assert "Somebody closed this" in late.content.decode()
    assert item.resolutions.get().by == alice


def test_nobody_closes_what_they_have_not_read(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria, "2")
    browser = enter(bob)
    seen = browser.get(f"/review/{item.pk}/").context["seen"]
    Reply.objects.create(
        clinic_id=item.clinic_id,
        patient=maria,
        asked="soreness",
        words="I cannot breathe",
        received_at=item.waiting_since,
        inbound=_another_text(item),
    )
    asked = {"done": "called", "seen": seen}
    page = browser.post(f"/review/{item.pk}/resolution", asked).content.decode()
    assert "The patient has written again" in page
    assert "I cannot breathe" in page
    assert not _is_closed(item)


def test_who_reads_an_item_hears_of_what_came_since(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria, "2")
    browser = enter(bob)
    seen = browser.get(f"/review/{item.pk}/").context["seen"]
    address = f"/review/{item.pk}/news?seen={seen}"
    assert browser.get(address).status_code == HTTPStatus.NO_CONTENT
    Reply.objects.create(
        clinic_id=item.clinic_id,
        patient=maria,
        asked="soreness",
        words="and a 9 now",
        received_at=item.waiting_since,
        inbound=_another_text(item),
    )
    assert "new message in this conversation" in browser.get(address).content.decode()


def test_who_reads_an_item_hears_that_a_colleague_closed_it(
    enter: Enter, bob: Staff, alice: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    enter(alice).post(f"/review/{item.pk}/resolution", {"done": "called"})
    page = enter(bob).get(f"/review/{item.pk}/news").content.decode()
    assert "Alice has closed this" in page


def test_looking_changes_nothing_and_opening_ends_the_alerts(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria, "9", Rank.URGENT, alert_at=at)
    browser = enter(bob)
    browser.get(f"/review/{item.pk}/")
    item.refresh_from_db()
    assert (item.opened_at, item.alert_at) == (None, at)
    answer = browser.post(f"/review/{item.pk}/opening", headers=HTMX)
    item.refresh_from_db()
    assert (item.opened_by, item.alert_at) == (bob, None)
    assert "Opened by Bob" in answer.content.decode()


def test_without_javascript_opening_leads_back_to_the_item(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    answer = enter(bob).post(f"/review/{item.pk}/opening")
    assert answer.headers["Location"] == f"/review/{item.pk}/"


def test_a_viewer_reads_and_cannot_act(
    enter: Enter, vera: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    browser = enter(vera)
    page = browser.get(f"/review/{item.pk}/").content.decode()
    assert "You can read this" in page
    assert "resolution" not in page
    answer = browser.post(f"/review/{item.pk}/resolution", {"done": "reviewed"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(("kind", "closes"), [(ItemKind.REPLY, False), (ItemKind.CALL, True)])
def test_the_front_desk_calls_and_leaves_replies_to_clinicians(
    enter: Enter, fran: Staff, maria: Patient, wait: Wait, kind: str, *, closes: bool
) -> None:
    item = wait(maria, kind=kind)
    enter(fran).post(f"/review/{item.pk}/resolution", {"done": "called"})
    assert _is_closed(item) is closes


@pytest.mark.parametrize("kind", [ItemKind.CALL, ItemKind.SILENT, ItemKind.DELIVERY])
def test_on_a_line_to_call_called_is_the_first_button(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, kind: str
) -> None:
    page = enter(bob).get(f"/review/{wait(maria, kind=kind).pk}/").content.decode()
    assert page.index('data-key="c"') < page.index('data-key="e"')


def test_each_reading_of_a_patient_is_written_down(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    enter(bob).get(f"/review/{wait(maria).pk}/")
    seen = AuditEvent.objects.get(act="viewed", subject="patient")
    assert (seen.subject_id, seen.by) == (maria.pk, bob)


def test_a_list_that_has_not_changed_costs_an_empty_answer(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria)
    browser = enter(bob)
    cursor = _cursor(browser)
    assert browser.get(f"/review/list/?seen={cursor}", headers=HTMX).status_code == (
        HTTPStatus.NO_CONTENT
    )


def test_an_urgent_reply_that_arrives_is_announced(
    enter: Enter, bob: Staff, maria: Patient, clinic: Clinic, wait: Wait
) -> None:
    wait(maria)
    browser = enter(bob)
    cursor = _cursor(browser)
    wait(patient_of(clinic, "Ann", "Berg"), "I cannot breathe", Rank.URGENT)
    news = browser.get(f"/review/list/?seen={cursor}", headers=HTMX).content.decode()
    assert "1 more urgent" in news
    assert "(1 urgent) Review" in news
    assert "Ann Berg" in news


def test_a_cursor_that_somebody_made_up_is_answered_with_the_list(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria)
    answer = enter(bob).get("/review/list/?seen=../../etc", headers=HTMX)
    assert "Maria Lopez" in answer.content.decode()


def test_an_unknown_number_is_a_line_without_a_patient(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    known = wait(maria, "Who is this?")
    item = ReviewItem.objects.create(
        clinic=known.clinic,
        kind=ItemKind.STRANGER,
        rank=Rank.ATTENTION,
        inbound=Inbound.objects.get(),
        waiting_since=known.waiting_since,
    )
    page = enter(bob).get(f"/review/{item.pk}/").content.decode()
    assert "Unknown: (719) 555-0111" in page
    assert "Who is this?" in page


def test_another_open_matter_stops_putting_an_older_one_back(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria)
    review.resolve(item=item, by=bob, at=at, done="called")
    wait(maria)
    page = enter(bob).post(f"/review/{item.pk}/resolution/undo").content.decode()
    assert "A newer matter of this patient is open" in page


def _another_text(item: ReviewItem) -> Inbound:
    inbound: Inbound = Inbound.objects.create(
        clinic_id=item.clinic_id,
        channel="sms",
        provider="twilio",
        provider_id="SM-another",
        sender="+17195550111",
        sender_index="x",
        received_at=item.waiting_since,
    )
    return inbound


def _is_closed(item: ReviewItem) -> bool:
    item.refresh_from_db()
    return item.closed_at is not None


def _cursor(browser: Client) -> str:
    page = browser.get("/review/").content.decode()
    return page.split("?seen=")[1].split('"')[0]

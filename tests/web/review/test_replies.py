"""The composer: what it costs, who was faster, why there is none; and the words are never lost."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from followup.clinic import consent
from followup.clinic.models import Channel, Clinic, Patient, Staff
from followup.messaging.models import Message, Status
from followup.replies.models import Rank, ReviewItem
from tests.cast import patient_of
from tests.web.conftest import Enter, Wait

TYPED = {"text": "Keep it <moving>.", "channel": "sms", "seen_message": "0"}


@pytest.fixture
def item(maria: Patient, wait: Wait) -> ReviewItem:
    return wait(maria, "is this normal?", Rank.ATTENTION)


def test_sent_and_closed_leads_on_with_ten_seconds_to_take_it_back(
    enter: Enter, bob: Staff, clinic: Clinic, item: ReviewItem, wait: Wait, at: datetime
) -> None:
    following = wait(patient_of(clinic, "Ann", "Berg"))
    browser = enter(bob)
    answer = browser.post(_reply(item), _typed(item, close="yes"), follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/review/{following.pk}/?sent=")
    assert "Goes in 10 seconds" in answer.content.decode()
    message = Message.objects.get(kind="manual")
    assert message.due_at == at + timedelta(seconds=10)
    asks = answer.context["done"].asks
    back = browser.post(answer.context["done"].action, asks, follow=True)
    message.refresh_from_db()
    item.refresh_from_db()
    assert (message.status, item.closed_at) == (Status.FAILED, None)
    assert "Keep it &lt;moving&gt;.</textarea>" in back.content.decode()


def test_sent_without_closing_stays_on_the_item(enter: Enter, bob: Staff, item: ReviewItem) -> None:
    answer = enter(bob).post(_reply(item), _typed(item), follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/review/{item.pk}/?sent=")
    assert "A reply by Bob waits to go" in answer.content.decode()


def test_the_second_of_two_sees_what_went_before_and_keeps_their_words(
    enter: Enter, bob: Staff, alice: Staff, item: ReviewItem
) -> None:
    enter(alice).post(_reply(item), _typed(item, text="Come in today"))
    page = enter(bob).post(_reply(item), _typed(item)).content.decode()
    assert "A colleague has answered while you wrote" in page
    assert "Come in today" in page
    assert "Keep it &lt;moving&gt;.</textarea>" in page
    assert Message.objects.filter(kind="manual").count() == 1


def test_an_hour_at_night_is_refused_beside_the_words(
    enter: Enter, bob: Staff, item: ReviewItem
) -> None:
    page = enter(bob).post(_reply(item), _typed(item, send_at="2026-03-03T22:30"))
    assert "at night where the patient is" in page.content.decode()
    assert "moving" in page.content.decode()


def test_the_chosen_hour_is_on_the_patients_own_clock(
    enter: Enter, bob: Staff, maria: Patient, item: ReviewItem
) -> None:
    Patient.objects.filter(pk=maria.pk).update(time_zone="America/New_York")
    enter(bob).post(_reply(item), _typed(item, send_at="2026-03-03T10:30"))
    assert Message.objects.get(kind="manual").due_at.isoformat() == "2026-03-03T15:30:00+00:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        ("Thanks", "1 text, 154 characters left in it"),
        ("x" * 161, "2 texts"),
        ("Mañana más", "These make it cost more: á"),
        ("x" * 910, "Too long by 10 characters"),
    ],
)
def test_the_cost_is_counted_as_it_is_typed(
    enter: Enter, bob: Staff, item: ReviewItem, text: str, told: str
) -> None:
    asked = {"text": text, "channel": "sms"}
    counted = enter(bob).post(f"{_reply(item)}/count", asked).content.decode()
    assert told in " ".join(counted.split())


def test_who_opted_out_gets_no_composer_but_why_since_when_and_how_back(
    enter: Enter, bob: Staff, maria: Patient, item: ReviewItem, at: datetime
) -> None:
    consent.revoke(patient=maria, channel=Channel.SMS, at=at, how="keyword")
    page = enter(bob).get(f"/review/{item.pk}/").content.decode()
    assert '<textarea id="id_text"' not in page
    assert "they want none since Mon, Mar 2, 2026, 12:00 PM (by text)" in " ".join(page.split())
    assert "by texting START" in page
    refused = enter(bob).post(_reply(item), _typed(item))
    assert refused.status_code == HTTPStatus.OK
    assert not Message.objects.filter(kind="manual").exists()


def test_without_javascript_a_canned_reply_comes_filled_in_behind_what_was_typed(
    enter: Enter, bob: Staff, item: ReviewItem
) -> None:
    page = enter(bob).post(_reply(item), _typed(item, canned="bruise.en")).content.decode()
    field = page.split('<textarea id="id_text"')[1].split("</textarea>")[0]
    assert "Keep it &lt;moving&gt;. Thank you, Maria. A small bruise" in field


def test_viewers_and_the_front_desk_write_to_nobody(
    enter: Enter, vera: Staff, fran: Staff, item: ReviewItem
) -> None:
    for staff in (vera, fran):
        browser = enter(staff)
        assert "id_text" not in browser.get(f"/review/{item.pk}/").content.decode()
        assert browser.post(_reply(item), _typed(item)).status_code == HTTPStatus.FORBIDDEN


def test_a_search_shows_what_is_open_and_what_was_done(
    enter: Enter, bob: Staff, clinic: Clinic, item: ReviewItem, wait: Wait
) -> None:
    wait(patient_of(clinic, "Ann", "Berg"))
    browser = enter(bob)
    page = browser.post("/review/search/", {"text": "lop"})
    assert [line.name for line in page.context["lines"]] == ["Maria Lopez"]
    assert "1 line found" in page.content.decode()
    nobody = browser.post("/review/search/", {"text": "zz"}).content.decode()
    assert "Nobody is found" in nobody


def _reply(item: ReviewItem) -> str:
    return f"/review/{item.pk}/reply"


def _typed(item: ReviewItem, **more: str) -> dict[str, str]:
    return {**TYPED, "seen_reply": str(item.reply_id), **more}

"""Routine replies together: listed first, one undo, and never one that is urgent or has changed."""

from django.test import Client

from followup.clinic.models import Clinic, Patient, Staff
from followup.replies.models import Rank, Reply, ReviewItem
from tests.cast import patient_of
from tests.web.conftest import Enter, Wait


def test_they_are_listed_with_their_words_before_anything_happens(
    enter: Enter, bob: Staff, clinic: Clinic, maria: Patient, wait: Wait
) -> None:
    wait(maria, "a 2 today")
    wait(patient_of(clinic, "Ann", "Berg"), "it is a 9", Rank.URGENT)
    page = enter(bob).get("/review/routine/").content.decode()
    assert "a 2 today" in page
    assert "it is a 9" not in page
    assert not ReviewItem.objects.filter(closed_at__isnull=False).exists()


def test_one_press_closes_what_stayed_ticked_and_one_puts_it_back(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait
) -> None:
    items = [wait(patient_of(clinic, name, "")) for name in ("Ann", "Ben", "Cleo")]
    browser = enter(bob)
    answer = browser.post("/review/routine/", {"item": _pairs(items[:2])}, follow=True)
    assert "2 routine" in answer.content.decode()
    assert _open(browser) == {items[2].pk}
    done = answer.context["done"]
    browser.post(done.action, done.asks)
    assert _open(browser) == {item.pk for item in items}


def test_what_is_not_routine_is_not_closed_however_it_is_asked(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait
) -> None:
    urgent = wait(patient_of(clinic, "Ann", ""), "9", Rank.URGENT)
    noted = wait(patient_of(clinic, "Ben", ""), "7", Rank.ATTENTION)
    browser = enter(bob)
    browser.post("/review/routine/", {"item": _pairs([urgent, noted])})
    assert _open(browser) == {urgent.pk, noted.pk}


def test_one_who_has_written_again_meanwhile_stays(
    enter: Enter, bob: Staff, clinic: Clinic, maria: Patient, wait: Wait
) -> None:
    item, other = wait(maria), wait(patient_of(clinic, "Ann", ""))
    pairs = _pairs([item, other])
    assert other.reply is not None
    Reply.objects.filter(inbound=other.reply.inbound).update(patient=maria)
    browser = enter(bob)
    answer = browser.post("/review/routine/", {"item": pairs}, follow=True)
    assert {item.pk, other.pk} == _open(browser)
    assert "2 stayed on the list" in answer.content.decode()


def test_another_clinic_closes_and_undoes_nothing(
    enter: Enter, bob: Staff, charlie: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    strange = enter(charlie)
    strange.post("/review/routine/", {"item": _pairs([item])})
    ours = enter(bob)
    assert _open(ours) == {item.pk}
    ours.post("/review/routine/", {"item": _pairs([item])})
    strange.post("/review/routine/undo", {"batch": str(item.resolutions.get().batch)})
    assert _open(ours) == set()


def test_nothing_ticked_and_nonsense_are_answered_in_words(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria)
    browser = enter(bob)
    for told in ({}, {"item": ["x:y", "1"]}):
        assert "Nothing is ticked" in browser.post("/review/routine/", told).content.decode()
    browser.post("/review/routine/undo", {"batch": "no"})


def _pairs(items: list[ReviewItem]) -> list[str]:
    return [f"{item.pk}:{item.reply_id}" for item in items]


def _open(browser: Client) -> set[int]:
    return {line.item.pk for line in browser.get("/review/").context["lines"]}

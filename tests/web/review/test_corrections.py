"""A reading corrected on its item: the old one stays in sight, and the list follows."""

from http import HTTPStatus

import pytest

from followup.clinic.models import Patient, Staff
from followup.replies.models import Rank, ReadingRecord, ReviewItem
from tests.web.conftest import Enter, Wait


@pytest.fixture
def item(maria: Patient, wait: Wait) -> ReviewItem:
    return wait(maria, "2 days now, it is 8", soreness=2, spans=[[0, 1, "soreness"]])


def test_it_counts_at_once_and_the_old_value_stays_beside_it(
    enter: Enter, bob: Staff, item: ReviewItem
) -> None:
    browser = enter(bob)
    told = {"reading-soreness": "8", "reading-bruising": ""}
    page = browser.post(f"/review/{item.pk}/correction", told, follow=True).content.decode()
    assert "Corrected by Bob" in page
    assert "soreness 2" in page
    item.refresh_from_db()
    assert item.rank == Rank.ATTENTION
    browser.post(f"/review/{item.pk}/correction/undo")
    assert ReadingRecord.objects.filter(reply=item.reply, undone_at__isnull=True).count() == 1


def test_a_danger_sign_that_was_missed_makes_it_urgent(
    enter: Enter, bob: Staff, item: ReviewItem
) -> None:
    told = {"reading-soreness": "2", "reading-another": "breathing"}
    enter(bob).post(f"/review/{item.pk}/correction", told)
    item.refresh_from_db()
    assert item.rank == Rank.URGENT


def test_nothing_changed_and_a_score_of_11_are_refused_in_words(
    enter: Enter, bob: Staff, item: ReviewItem
) -> None:
    browser = enter(bob)
    same = browser.post(f"/review/{item.pk}/correction", {"reading-soreness": "2"})
    assert "what the reading says already" in same.content.decode()
    browser.post(f"/review/{item.pk}/correction", {"reading-soreness": "11"})
    assert ReadingRecord.objects.filter(reply=item.reply).count() == 1


def test_who_may_not_correct_is_not_offered_it(
    enter: Enter, vera: Staff, fran: Staff, item: ReviewItem
) -> None:
    for staff in (vera, fran):
        browser = enter(staff)
        assert "Correct it" not in browser.get(f"/review/{item.pk}/").content.decode()
        answer = browser.post(f"/review/{item.pk}/correction", {"reading-soreness": "8"})
        assert answer.status_code == HTTPStatus.FORBIDDEN

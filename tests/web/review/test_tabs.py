"""The tabs of the list: what each shows, what it counts, and how its pages follow one another."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.test import Client

from followup.clinic.models import Clinic, Patient, Staff
from followup.replies import assign, review, snooze, tabs
from followup.replies.models import ItemKind, Rank, ReviewItem
from followup.replies.tabs import Tab
from tests.cast import patient_of
from tests.web.conftest import HTMX, Enter, Wait


def test_each_tab_shows_its_own_and_counts_all(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait, at: datetime
) -> None:
    waiting, mine, asleep, done = (
        wait(patient_of(clinic, name, "")) for name in ("Ann", "Ben", "Cleo", "Dora")
    )
    assign.assign(item=mine, to=bob, by=bob, at=at)
    snooze.snooze(item=asleep, until=at + timedelta(hours=1), by=bob, at=at)
    review.resolve(item=done, by=bob, at=at, done="reviewed")
    browser = enter(bob)
    assert _names(browser, "waiting") == {waiting.pk, mine.pk}
    assert _names(browser, "mine") == {mine.pk}
    assert _names(browser, "snoozed") == {asleep.pk}
    assert _names(browser, "done") == {done.pk}
    counted = {tab: count for tab, _, count, _ in browser.get("/review/").context["tabs"]}
    assert counted == {Tab.WAITING: 2, Tab.MINE: 1, Tab.SNOOZED: 1, Tab.DONE: 1}


def test_done_counts_what_was_done_today_and_shows_what_was_done_before_too(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria)
    review.resolve(item=item, by=bob, at=at - timedelta(days=2), done="reviewed")
    page = enter(bob).get("/review/?tab=done")
    assert [count for tab, _, count, _ in page.context["tabs"] if tab is Tab.DONE] == [0]
    assert "Maria Lopez" in page.content.decode()


def test_every_item_stands_on_exactly_one_page_in_the_order_of_the_list(
    enter: Enter, bob: Staff, clinic: Clinic, at: datetime
) -> None:
    for number in range(2 * tabs.PAGE + 3):
        _stranger(clinic, at - timedelta(minutes=number % 7), rank=number % 3)
    for tab in (Tab.WAITING, Tab.DONE):
        if tab is Tab.DONE:
            ReviewItem.objects.update(closed_at=at)
        walked = _walk(enter(bob), tab)
        expected = tabs.items_of(tab, staff=bob, at=at).values_list("pk", flat=True)
        assert walked == list(expected)


def test_further_lines_come_as_a_fragment_and_stay_when_the_list_is_drawn_anew(
    enter: Enter, bob: Staff, clinic: Clinic, at: datetime
) -> None:
    for number in range(tabs.PAGE + 5):
        _stranger(clinic, at - timedelta(minutes=number))
    browser = enter(bob)
    first = browser.get("/review/")
    more = browser.get("/review/", {"after": str(first.context["more"])}, headers=HTMX)
    assert "<html" not in more.content.decode()
    assert len(more.context["lines"]) == 5
    through = {"through": str(more.context["through"])}
    redrawn = browser.get("/review/list/", {"seen": "0", **through}, headers=HTMX)
    assert len(redrawn.context["lines"]) == tabs.PAGE + 5


def test_an_item_far_down_the_list_is_shown_in_its_place(
    enter: Enter, bob: Staff, clinic: Clinic, at: datetime
) -> None:
    items = [_stranger(clinic, at - timedelta(minutes=n)) for n in range(tabs.PAGE + 5)]
    page = enter(bob).get(f"/review/{items[2].pk}/")
    assert page.context["lines"][0].item == items[2]
    assert "Back to the top of the list" in page.content.decode()


def test_a_place_that_somebody_made_up_is_passed_over(enter: Enter, bob: Staff) -> None:
    browser = enter(bob)
    for told in ("x", "1_2_3", "0_2026-01-01_5", "9999999999999999999999_x_y"):
        assert browser.get(f"/review/?after={told}&tab={told}").status_code == HTTPStatus.OK


def _names(browser: Client, tab: str) -> set[int]:
    return {line.item.pk for line in browser.get(f"/review/?tab={tab}").context["lines"]}


def _walk(browser: Client, tab: Tab) -> list[int]:
    """By "Show more" until there is no more."""
    asked, walked = {"tab": tab.value}, []
    while True:
        page = browser.get("/review/", asked)
        walked += [line.item.pk for line in page.context["lines"]]
        if page.context["more"] is None:
            return walked
        asked["after"] = str(page.context["more"])


def _stranger(clinic: Clinic, since: datetime, rank: int = Rank.ATTENTION) -> ReviewItem:
    item: ReviewItem = ReviewItem.objects.create(
        clinic=clinic, kind=ItemKind.STRANGER, rank=rank, waiting_since=since
    )
    return item

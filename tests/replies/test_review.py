"""What people do about the list, and who may see it."""

from datetime import timedelta

import pytest

from followup.clinic.models import AuditEvent, Patient, Staff
from followup.replies import review
from followup.replies.models import Rank, ReviewItem, WhatWasDone
from tests.engine import reachable
from tests.replies.talk import Talk, item_of


@pytest.fixture
def routine(ida: Patient, talk: Talk) -> ReviewItem:
    talk.ask(talk.treat(ida))
    talk.says("3 and no bruise")
    return item_of(ida)


def test_the_most_urgent_comes_first_and_then_who_waits_longest(
    routine: ReviewItem, talk: Talk, alice: Staff
) -> None:
    for hours, (first, words) in enumerate((("Lu", "7"), ("Max", "10"), ("Zoë", "7")), start=26):
        number = f"+1719555019{hours % 10}"
        patient = reachable(talk.clinic, first, "Roe", number=number, at=talk.at)
        talk.ask(talk.treat(patient))
        talk.says(words, sender=number, hours=hours)
    names = [item.patient.first_name for item in review.open_items(alice) if item.patient]
    assert names == ["Max", "Lu", "Zoë", "Ida"]


def test_who_closes_an_item_when_and_how_is_kept(
    routine: ReviewItem, bob: Staff, talk: Talk
) -> None:
    at = talk.at + timedelta(hours=25)
    done = review.resolve(
        item=routine, by=bob, at=at, done=WhatWasDone.REVIEWED, note="as expected"
    )
    assert (done.by, done.at, done.done) == (bob, at, "reviewed")
    event = AuditEvent.objects.get(act="resolved")
    assert (event.by, event.subject_id) == (bob, routine.pk)
    assert not review.open_items(bob).exists()


def test_an_urgent_item_asks_for_more_than_having_been_read(
    routine: ReviewItem, talk: Talk, ida: Patient, bob: Staff
) -> None:
    talk.says("my foot is numb", hours=25)
    item = item_of(ida)
    with pytest.raises(review.NotClosed, match="Say what was done"):
        review.resolve(item=item, by=bob, at=talk.at, done=WhatWasDone.REVIEWED)
    review.resolve(item=item, by=bob, at=talk.at, done=WhatWasDone.CALLED)
    assert not ReviewItem.objects.filter(closed_at=None).exists()


def test_the_second_person_to_close_it_is_told(
    routine: ReviewItem, alice: Staff, bob: Staff, talk: Talk
) -> None:
    review.resolve(item=routine, by=bob, at=talk.at, done=WhatWasDone.REVIEWED)
    with pytest.raises(review.NotClosed, match="in the meantime"):
        review.resolve(item=routine, by=alice, at=talk.at, done=WhatWasDone.REVIEWED)


def test_what_was_closed_can_be_put_back_once(routine: ReviewItem, bob: Staff, talk: Talk) -> None:
    done = review.resolve(item=routine, by=bob, at=talk.at, done=WhatWasDone.REVIEWED)
    review.undo(resolution=done, by=bob, at=talk.at)
    assert list(review.open_items(bob)) == [routine]
    with pytest.raises(review.NotClosed, match="already"):
        review.undo(resolution=done, by=bob, at=talk.at)


def test_an_old_matter_is_not_put_back_beside_a_newer_one(
    routine: ReviewItem, bob: Staff, talk: Talk
) -> None:
    done = review.resolve(item=routine, by=bob, at=talk.at, done=WhatWasDone.REVIEWED)
    talk.says("now it is a 5", hours=30)
    with pytest.raises(review.NotClosed, match="newer matter"):
        review.undo(resolution=done, by=bob, at=talk.at)


def test_only_the_first_to_open_it_has_it(
    routine: ReviewItem, alice: Staff, bob: Staff, talk: Talk
) -> None:
    assert review.mark_opened(item=routine, by=bob, at=talk.at)
    assert not review.mark_opened(item=routine, by=alice, at=talk.at)
    routine.refresh_from_db()
    assert routine.opened_by == bob


def test_charlie_sees_nothing_of_it(routine: ReviewItem, charlie: Staff) -> None:
    assert not review.open_items(charlie).exists()


def test_who_has_left_sees_nothing_of_it(routine: ReviewItem, bob: Staff) -> None:
    bob.is_active = False
    assert not review.open_items(bob).exists()


def test_an_item_is_raised_and_never_lowered(routine: ReviewItem, ida: Patient, talk: Talk) -> None:
    ranks = []
    for hours, words in enumerate(("8", "3 no bruise", "10", "all good now, 1"), start=25):
        talk.says(words, hours=hours)
        ranks.append(item_of(ida).rank)
    assert ranks == [Rank.ATTENTION, Rank.ATTENTION, Rank.URGENT, Rank.URGENT]


def test_the_reasons_of_all_its_replies_stand_together_once(
    routine: ReviewItem, ida: Patient, talk: Talk
) -> None:
    for hours in (25, 26):
        talk.says("8", hours=hours)
    reasons = [tuple(reason) for reason in item_of(ida).reasons]
    assert len(reasons) == len(set(reasons)) >= 2

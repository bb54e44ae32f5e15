"""Open, resolve, undo: one at a time, with who and when, and nothing urgent closed by a glance."""

from datetime import datetime, timedelta

import pytest

from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.replies import review
from followup.replies.models import ItemKind, Rank, ReviewItem


@pytest.fixture
def item(clinic: Clinic, grace: Patient, at: datetime) -> ReviewItem:
    return _waiting(clinic, grace, at)


def test_the_list_is_of_ones_own_clinic_urgent_first_then_longest(
    clinic: Clinic, grace: Patient, bob: Staff, charlie: Staff, item: ReviewItem, at: datetime
) -> None:
    older = _waiting(clinic, None, at - timedelta(hours=1))
    urgent = _waiting(clinic, None, at + timedelta(hours=1), rank=Rank.URGENT)
    assert list(review.open_items(bob)) == [urgent, older, item]
    assert not review.open_items(charlie).exists()


def test_the_first_who_opens_it_has_it(
    alice: Staff, bob: Staff, item: ReviewItem, at: datetime
) -> None:
    assert review.mark_opened(item=item, by=bob, at=at)
    assert not review.mark_opened(item=item, by=alice, at=at + timedelta(minutes=1))
    item.refresh_from_db()
    assert (item.opened_by, item.opened_at) == (bob, at)


def test_closing_ends_the_alerts_and_says_who_when_and_what(
    clinic: Clinic, bob: Staff, at: datetime
) -> None:
    urgent = _waiting(clinic, None, at, rank=Rank.URGENT, alert_at=at)
    closed = review.resolve(item=urgent, by=bob, at=at, done="called", note="fine again")
    urgent.refresh_from_db()
    assert (urgent.closed_at, urgent.alert_at, urgent.opened_by) == (at, None, bob)
    assert (closed.by, closed.done, closed.note) == (bob, "called", "fine again")
    assert AuditEvent.objects.get(act="resolved").details == {"done": "called"}


def test_an_urgent_one_needs_more_than_having_been_read(
    clinic: Clinic, bob: Staff, at: datetime
) -> None:
    urgent = _waiting(clinic, None, at, rank=Rank.URGENT)
    with pytest.raises(review.NotClosed, match="Say what was done"):
        review.resolve(item=urgent, by=bob, at=at, done="reviewed")


def test_it_is_closed_once(bob: Staff, alice: Staff, item: ReviewItem, at: datetime) -> None:
    review.resolve(item=item, by=bob, at=at, done="reviewed")
    with pytest.raises(review.NotClosed, match="in the meantime"):
        review.resolve(item=item, by=alice, at=at, done="called")
    assert item.resolutions.count() == 1


def test_taken_back_it_waits_again_and_both_are_kept(
    bob: Staff, item: ReviewItem, at: datetime
) -> None:
    closed = review.resolve(item=item, by=bob, at=at, done="reviewed")
    review.undo(resolution=closed, by=bob, at=at)
    assert review.open_items(bob).get() == item
    assert item.resolutions.get().undone_at == at
    with pytest.raises(review.NotClosed, match="taken back already"):
        review.undo(resolution=closed, by=bob, at=at)


def test_it_stays_closed_where_a_newer_matter_is_open(
    clinic: Clinic, grace: Patient, bob: Staff, item: ReviewItem, at: datetime
) -> None:
    closed = review.resolve(item=item, by=bob, at=at, done="reviewed")
    _waiting(clinic, grace, at)
    with pytest.raises(review.NotClosed, match="newer matter"):
        review.undo(resolution=closed, by=bob, at=at)
    assert item.resolutions.get().undone_at is None


def _waiting(
    clinic: Clinic, patient: Patient | None, since: datetime, **more: object
) -> ReviewItem:
    row = {"kind": ItemKind.REPLY, "rank": Rank.ROUTINE, "waiting_since": since, **more}
    item: ReviewItem = ReviewItem.objects.create(clinic=clinic, patient=patient, **row)
    return item

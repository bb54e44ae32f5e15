"""Put aside: back at its time, at once on a new reply; what is urgent is never out of sight."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.clinic.models import Clinic, Patient, Staff
from followup.replies import alerts, review, snooze, tabs
from followup.replies.models import Alert, ItemKind, Rank, ReviewItem
from followup.replies.opening import open_item
from followup.replies.tabs import Tab

HOUR = timedelta(hours=1)
DENVER = ZoneInfo("America/Denver")


@pytest.fixture
def item(clinic: Clinic, grace: Patient, at: datetime) -> ReviewItem:
    return _open(clinic, grace, Rank.ATTENTION, at)


def test_it_comes_back_at_its_time_even_when_no_worker_runs(
    bob: Staff, item: ReviewItem, at: datetime
) -> None:
    snooze.snooze(item=item, until=at + HOUR, by=bob, at=at)
    assert _waiting(bob, at + HOUR - timedelta(seconds=1)) == []
    assert _waiting(bob, at + HOUR) == [item]


def test_a_new_reply_brings_it_back_at_once(
    clinic: Clinic, grace: Patient, bob: Staff, item: ReviewItem, at: datetime
) -> None:
    snooze.snooze(item=item, until=at + HOUR, by=bob, at=at)
    _open(clinic, grace, Rank.ROUTINE, at + timedelta(minutes=1))
    assert _waiting(bob, at + timedelta(minutes=1)) == [item]


def test_an_urgent_one_stays_in_sight_and_alerts_again_at_its_time(
    clinic: Clinic, grace: Patient, bob: Staff, at: datetime
) -> None:
    urgent = _open(clinic, grace, Rank.URGENT, at)
    review.mark_opened(item=urgent, by=bob, at=at)
    snooze.snooze(item=urgent, until=at + HOUR / 4, by=bob, at=at)
    assert _waiting(bob, at) == [urgent]
    assert not alerts.alert_waiting(at=at + HOUR / 5)
    assert snooze.wake_due(at=at + HOUR / 4) == 1
    assert alerts.alert_waiting(at=at + HOUR / 4) == 1
    assert Alert.objects.filter(item=urgent).exists()


def test_an_urgent_one_that_was_closed_meanwhile_alerts_nobody(
    clinic: Clinic, grace: Patient, bob: Staff, at: datetime
) -> None:
    urgent = _open(clinic, grace, Rank.URGENT, at)
    snooze.snooze(item=urgent, until=at + HOUR / 4, by=bob, at=at)
    review.resolve(item=urgent, by=bob, at=at, done="called")
    assert snooze.wake_due(at=at + HOUR) == 0
    assert alerts.alert_waiting(at=at + HOUR) == 0


@pytest.mark.parametrize(
    ("rank", "length"),
    [
        (Rank.URGENT, timedelta(hours=2)),
        (Rank.ROUTINE, timedelta(days=91)),
        (Rank.ROUTINE, timedelta(0)),
    ],
)
def test_too_long_or_no_time_at_all_is_refused(
    clinic: Clinic, grace: Patient, bob: Staff, at: datetime, rank: int, length: timedelta
) -> None:
    item = _open(clinic, grace, rank, at)
    with pytest.raises(snooze.NotSnoozed):
        snooze.snooze(item=item, until=at + length, by=bob, at=at)


def test_mornings_are_at_eight_by_the_wall_clock_also_when_the_clocks_change(at: datetime) -> None:
    friday = datetime(2026, 3, 6, 12, tzinfo=DENVER)
    offered = {
        choice.code: choice.until
        for choice in snooze.choices(rank=Rank.ROUTINE, at=friday, zone=DENVER)
    }
    assert offered["day"] == datetime(2026, 3, 7, 8, tzinfo=DENVER)
    assert offered["week"] == datetime(2026, 3, 9, 8, tzinfo=DENVER)
    assert offered["week"].astimezone(UTC) - offered["day"].astimezone(UTC) == 47 * HOUR


def test_what_was_closed_is_not_put_aside(bob: Staff, item: ReviewItem, at: datetime) -> None:
    review.resolve(item=item, by=bob, at=at, done="reviewed")
    with pytest.raises(snooze.NotSnoozed, match="closed this"):
        snooze.snooze(item=item, until=at + HOUR, by=bob, at=at)


def _open(clinic: Clinic, patient: Patient, rank: int, at: datetime) -> ReviewItem:
    return open_item(
        clinic_id=clinic.pk,
        kind=ItemKind.REPLY,
        rank=rank,
        reasons=[["a", "b"]],
        at=at,
        patient=patient,
    )


def _waiting(staff: Staff, at: datetime) -> list[ReviewItem]:
    return list(tabs.items_of(Tab.WAITING, staff=staff, at=at))

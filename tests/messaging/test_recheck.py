"""What waited in the queue is looked at once more: another day may be full by then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from followup.care.models import PlannedMessage
from followup.clinic.models import Clinic, Patient
from followup.messaging import claim, decide, dispatch, reconcile, senders
from followup.messaging.models import Message, Status
from tests.engine import due, texts, treated
from tests.messaging.calls import HAL
from tests.sandbox_fixture import Sandbox

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_text_that_waited_into_a_full_day_gives_way(
    twilio: Sandbox,
    peak: Clinic,
    hal: Patient,
    at: datetime,
    run_at: Callable[[datetime], dispatch.Turn],
) -> None:
    peak.cap_per_day = 1
    peak.save()
    treated(hal, at=at)
    # A worker dies with the aftercare in its hands, and nobody looks until the next day.
    leave_in_hand(at=due("aftercare").due_at)
    run_at(tomorrow := PlannedMessage.objects.get(step__slug="day1").due_at + timedelta(minutes=1))
    assert [text["to"] for text in texts(twilio)] == [HAL]
    Message.objects.filter(status=Status.SENDING).update(leased_until=LONG_AGO)
    reconcile.sweep()
    for _ in range(2):
        reconcile.reconcile(at=tomorrow)
    run_at(tomorrow + timedelta(minutes=10))
    assert len(texts(twilio)) == 1
    assert Message.objects.get(kind="aftercare").reason == "cap"


def test_a_text_that_waited_into_a_day_with_room_goes(
    twilio: Sandbox,
    hal: Patient,
    at: datetime,
    run_at: Callable[[datetime], dispatch.Turn],
) -> None:
    treated(hal, at=at)
    leave_in_hand(at=due("aftercare").due_at)
    Message.objects.filter(status=Status.SENDING).update(leased_until=LONG_AGO)
    reconcile.sweep()
    for _ in range(2):
        reconcile.reconcile(at=at + timedelta(hours=1))
    run_at(at + timedelta(hours=1))
    assert Message.objects.get(kind="aftercare").status == Status.ACCEPTED


def leave_in_hand(*, at: datetime) -> None:
    """Claimed and decided, and then the worker is gone."""
    senders.ensure()
    assert decide.decide(ids=claim.planned(at=at), at=at)

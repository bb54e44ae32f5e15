"""Two at once, forced by barriers: whoever comes second finds the work done."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from followup.care import shipped
from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging import claim, dispatch, handover, optout, senders
from followup.messaging.decide import decide
from followup.messaging.models import Message, Status
from followup.messaging.providers import choice
from tests.engine import at_rate, due, reachable, texts, treated
from tests.sandbox_fixture import Sandbox

LONG_AGO = -1_000_000.0
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all of them in threads that start together; their results, or the first error."""
    barrier, results, errors = threading.Barrier(len(acts)), [], []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results.append(act())
        except Exception as error:  # noqa: BLE001 - raised again below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


@pytest.fixture
def forty(peak: Clinic, at: datetime) -> datetime:
    """Forty patients whose aftercare is due; when."""
    for index in range(40):
        number = f"+1720555{1000 + index}"
        treated(reachable(peak, "Pat", str(index), number=number, at=at), at=at)
    senders.ensure()
    last = PlannedMessage.objects.filter(kind=Kind.AFTERCARE).order_by("-due_at").first()
    assert last is not None
    instant: datetime = last.due_at
    return instant


def test_two_dispatchers_claim_no_row_twice(twilio: Sandbox, forty: datetime) -> None:
    batches = at_once(*[lambda: claim.planned(at=forty)] * 4)
    claimed = [pk for batch in batches for pk in batch]  # type: ignore[attr-defined]
    assert len(claimed) == len(set(claimed)) == 40


def test_a_batch_decided_by_two_is_written_once(
    twilio: Sandbox, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    senders.ensure()
    ids = claim.planned(at=row.due_at)
    at_once(*[lambda: decide(ids=ids, at=row.due_at)] * 3)
    assert Message.objects.count() == 1


def test_consent_withdrawn_between_claim_and_decision_stops_the_text(
    twilio: Sandbox, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    senders.ensure()
    ids = claim.planned(at=row.due_at)
    optout.opt_out(
        clinic=hal.clinic,
        channel=Channel.SMS,
        index=hal.contact_points.get().index,
        at=row.due_at,
        how="keyword",
    )
    assert decide(ids=ids, at=row.due_at) == []
    row.refresh_from_db()
    assert row.state in {PlannedState.SKIPPED, PlannedState.CANCELLED}
    assert texts(twilio) == []


def test_stop_and_dispatch_at_the_same_instant_never_text_after_the_stop(
    twilio: Sandbox, hal: Patient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    index = hal.contact_points.get().index
    monkeypatch.setattr("followup.lib.clock.now", lambda: row.due_at)
    choice.sms()
    at_once(
        dispatch.dispatch,
        lambda: optout.opt_out(
            clinic=hal.clinic, channel=Channel.SMS, index=index, at=row.due_at, how="keyword"
        ),
    )
    dispatch.dispatch()
    stands = [message.status for message in Message.objects.all()]
    assert len(texts(twilio)) == stands.count(Status.ACCEPTED) <= 1


def test_one_clinic_with_many_due_does_not_delay_another(
    twilio: Sandbox, forty: datetime, at: datetime, settings: object
) -> None:
    settings.CLAIM_BATCH = 10  # type: ignore[attr-defined]
    other = Clinic.objects.create(name="Tiny PT", slug="tiny", phone="1", sms_number="+17205559999")
    shipped.install(clinic=other, at=at)
    treated(reachable(other, "Uma", "Vale", number="+17205552001", at=at), at=at)
    senders.ensure()
    first = PlannedMessage.objects.filter(pk__in=claim.planned(at=forty))
    assert {row.clinic.slug for row in first} == {"peak-pt", "tiny"}


def test_a_sender_keeps_to_its_rate_and_the_rest_waits(
    twilio: Sandbox, forty: datetime, peak: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rate(peak, 0.7, allowance=7)
    monkeypatch.setattr("followup.lib.clock.now", lambda: forty)
    dispatch.dispatch()
    assert len(texts(twilio)) == 7


def test_a_worker_that_slept_through_its_lease_sends_nothing(
    twilio: Sandbox, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    senders.ensure()
    messages = decide(ids=claim.planned(at=row.due_at), at=row.due_at)
    Message.objects.update(leased_until=Now() - timedelta(seconds=1))
    assert handover.hand_over(messages=messages, leased_at=LONG_AGO) == 0
    assert texts(twilio) == []
    assert Message.objects.get().status == Status.SENDING


def test_a_worker_that_decided_slowly_renews_its_lease_before_it_hands_over(
    twilio: Sandbox, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    senders.ensure()
    messages = decide(ids=claim.planned(at=row.due_at), at=row.due_at)
    assert handover.hand_over(messages=messages, leased_at=LONG_AGO) == 1
    assert len(texts(twilio)) == 1


def test_a_lease_that_another_worker_has_by_now_is_not_renewed(
    twilio: Sandbox, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    row = due(Kind.AFTERCARE)
    senders.ensure()
    messages = decide(ids=claim.planned(at=row.due_at), at=row.due_at)
    # Found dead, asked about, queued and claimed once more: it is another try by now.
    Message.objects.update(tries=2)
    assert handover.hand_over(messages=messages, leased_at=LONG_AGO) == 0
    assert texts(twilio) == []

"""Four ways in which a sender texts people twice or loses their receipts, on real processes.

Each ends with exactly one text and the true status. All of them share one house.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from celery import Celery

from followup.sandbox.house import house
from tests.stories.inside import Inside, until

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.timeout(180)]

# A Tuesday, 12:00 in Denver: every window is open.
NOON = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
TREATED = "2026-03-03T11:00"
SENT_BY = datetime(2026, 3, 3, 19, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def _inside() -> Iterator[Inside]:
    with house(
        LEASE_SECONDS="6",
        TWILIO_TOTAL_SECONDS="2",
        UNKNOWN_ASK_AFTER_SECONDS="1",
        RECOVER_SECONDS="1",
        SWEEP_SECONDS="1",
        TICK_SECONDS="0.5",
    ) as running:
        inside = Inside(running)
        inside.set_clock(NOON)
        inside.found()
        yield inside


@pytest.fixture
def inside(_inside: Inside) -> Inside:
    _inside.set_clock(NOON)
    return _inside


def test_a_worker_killed_after_the_provider_accepted_and_before_it_answered(
    inside: Inside,
) -> None:
    number = "+17205550201"
    inside.remote.call("faults", {"kind": "never_answer", "number": number, "times": 1})
    inside.remote.call("faults", {"kind": "receipt_never", "number": number})
    inside.treat(number, at=TREATED)
    inside.set_clock(SENT_BY)
    until(lambda: inside.texts_to(number), what="the provider accepts")
    inside.house.worker.kill()
    assert inside.statuses(number) == ["sending"]
    inside.house.worker.start()
    until(lambda: inside.statuses(number) == ["delivered"], what="the provider is asked")
    assert len(inside.texts_to(number)) == 1


def test_b_the_same_message_queued_many_times_at_once(inside: Inside) -> None:
    number = "+17205550202"
    inside.treat(number, at=TREATED)
    inside.set_clock(SENT_BY)
    with Celery(broker=inside.house.env["REDIS_URL"]) as app:
        for _ in range(30):
            app.send_task("tasks.dispatch")
    until(lambda: inside.statuses(number) == ["delivered"], what="it is delivered")
    assert len(inside.texts_to(number)) == 1


def test_c_a_provider_slower_than_the_timeout(inside: Inside) -> None:
    number = "+17205550203"
    inside.remote.call(
        "faults", {"kind": "slow", "number": number, "seconds": 4, "times": 1, "accepted": True}
    )
    inside.treat(number, at=TREATED)
    inside.set_clock(SENT_BY)
    until(lambda: inside.statuses(number) == ["delivered"], what="its receipt settles it")
    assert len(inside.texts_to(number)) == 1


def test_d_a_receipt_that_comes_before_our_own_update(inside: Inside) -> None:
    number = "+17205550204"
    inside.remote.call("faults", {"kind": "receipt_early", "number": number})
    inside.treat(number, at=TREATED)
    inside.set_clock(SENT_BY)
    until(lambda: inside.statuses(number) == ["delivered"], what="the receipt has the last word")
    assert len(inside.texts_to(number)) == 1


def test_redis_emptied_in_mid_course_loses_nothing(inside: Inside) -> None:
    number = "+17205550205"
    inside.treat(number, at=TREATED)
    inside.house.servers.broker.kill()
    inside.set_clock(SENT_BY)
    inside.house.servers.broker.start()
    until(lambda: inside.statuses(number) == ["delivered"], seconds=60, what="it goes on")
    assert len(inside.texts_to(number)) == 1

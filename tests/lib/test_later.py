"""A nudge reaches the broker from any process, once the transaction has been committed."""

import json
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction

from followup.lib import later
from followup.lib.later import nudge_later, together

pytestmark = pytest.mark.django_db(transaction=True)
_PATIENCE = 10.0


@pytest.fixture
def broker() -> Iterator[Any]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


def _told(broker: Any) -> list[dict[str, Any]]:
    """What the broker has been told, waiting until there is something."""
    deadline = time.monotonic() + _PATIENCE
    while not broker.llen("celery") and time.monotonic() < deadline:
        time.sleep(0.01)
    return [json.loads(each) for each in broker.lrange("celery", 0, -1)]


def test_a_nudge_waits_for_the_commit_and_carries_only_the_id(broker: Any) -> None:
    with transaction.atomic():
        nudge_later("read_inbound", 17)
        time.sleep(0.1)
        assert broker.llen("celery") == 0
    message = _told(broker)[0]
    assert message["headers"]["task"] == "tasks.read_inbound"
    assert message["headers"]["argsrepr"] == "(17,)"


def test_what_is_rolled_back_is_not_nudged(broker: Any) -> None:
    with transaction.atomic():
        nudge_later("read_inbound", 17)
        transaction.set_rollback(True)
    nudge_later("dispatch")
    assert [each["headers"]["task"] for each in _told(broker)] == ["tasks.dispatch"]


def test_a_rush_of_nudges_is_told_in_few_messages_and_forgets_none(broker: Any) -> None:
    for number in range(200):
        nudge_later("read_inbound", number)
        nudge_later("dispatch")
    seen: set[str] = set()
    told: list[dict[str, Any]] = []
    deadline = time.monotonic() + _PATIENCE
    while len(seen) < 200 and time.monotonic() < deadline:
        told = _told(broker)
        reading = [each for each in told if each["headers"]["task"] == "tasks.read_inbound"]
        seen = {n for each in reading for n in each["headers"]["argsrepr"].strip("(),").split(", ")}
    assert seen == {str(number) for number in range(200)}
    assert len(told) < 100


def test_the_same_wish_goes_once_and_ids_a_few_at_a_time() -> None:
    wishes = [("dispatch", ()), ("dispatch", ()), *[("read", (n,)) for n in range(12)]]
    assert list(together(wishes)) == [
        ("dispatch", ()),
        ("read", tuple(range(10))),
        ("read", (10, 11)),
    ]


def test_a_process_that_was_forked_tells_by_a_thread_of_its_own(broker: Any) -> None:
    nudge_later("dispatch")
    _told(broker)
    broker.flushdb()
    child = os.fork()
    if not child:
        nudge_later("alert_waiting")
        time.sleep(1)
        os._exit(0)
    told = _told(broker)
    os.waitpid(child, 0)
    assert [each["headers"]["task"] for each in told] == ["tasks.alert_waiting"]


def test_with_the_broker_away_nothing_fails_and_nobody_waits(broker: Any, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    later._app.cache_clear()
    try:
        began = time.monotonic()
        nudge_later("dispatch")
        assert time.monotonic() - began < 0.1
        time.sleep(0.3)
    finally:
        later._app.cache_clear()

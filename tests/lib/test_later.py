"""A nudge reaches the broker from any process, once the transaction has been committed."""

import json
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction

from followup.lib import later
from followup.lib.later import nudge_later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> Any:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


def test_a_nudge_waits_for_the_commit_and_carries_only_the_id(broker: Any) -> None:
    with transaction.atomic():
        nudge_later("read_inbound", 17)
        assert broker.llen("celery") == 0
    message = json.loads(broker.lindex("celery", 0))
    assert message["headers"]["task"] == "tasks.read_inbound"
    assert message["headers"]["argsrepr"] == "(17,)"


def test_what_is_rolled_back_is_not_nudged(broker: Any) -> None:
    with transaction.atomic():
        nudge_later("read_inbound", 17)
        transaction.set_rollback(True)
    assert broker.llen("celery") == 0


def test_with_the_broker_away_nothing_fails(broker: Any, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    later._app.cache_clear()
    try:
        nudge_later("dispatch")
    finally:
        later._app.cache_clear()

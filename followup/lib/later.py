"""Ask for work to be done soon, by the name of a task; the rows stay the queue.

A nudge that cannot be sent costs seconds, not messages: whatever waits is found again by the next
tick. So a broker that is away is logged and never holds up a web page or a webhook.
"""

from functools import lru_cache

import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def nudge_later(task: str, *ids: int | str) -> None:
    """Run `tasks.<task>` with these ids once the present transaction has been committed."""
    transaction.on_commit(lambda: _publish(task, ids))


def _publish(task: str, ids: tuple[int | str, ...]) -> None:
    try:
        _app().send_task(f"tasks.{task}", args=ids, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("broker_away", task=task, error=type(error).__name__)


@lru_cache(maxsize=1)
def _app() -> Celery:
    """A sender of our own: web processes never load tasks/, and would nudge no broker at all."""
    app = Celery("nudges", broker=settings.REDIS_URL, set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 2, "socket_connect_timeout": 1}
    return app

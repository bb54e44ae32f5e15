"""Ask for work to be done soon, by the name of a task; the rows stay the queue.

A nudge that cannot be sent costs seconds, not messages: whatever waits is found again by the next
tick. So one thread of the process carries them, and a broker that is slow or away holds up neither
a web page nor a webhook. What came while it was on its way goes with its next message: however
many ask for the same, the broker is told once.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from queue import Empty, SimpleQueue

import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

# After each message for a moment nothing goes, so that in a rush many nudges share the next one.
_BREATH = 0.02
# So many ids at most go with one message: the other workers shall have their part of the work.
_TOGETHER = 10

# Loaded by its name as the first connection does, for half of the memory that a nudge takes.
_TRANSPORT = "kombu.transport.redis"

Nudge = tuple[str, tuple[int | str, ...]]


def nudge_later(task: str, *ids: int | str) -> None:
    """Run `tasks.<task>` with these ids once the present transaction has been committed."""
    transaction.on_commit(lambda: _waiting(os.getpid()).put((task, ids)))


def prepare() -> None:
    """Load what the first nudge needs, but connect to nobody: before the process forks."""
    import_module(_TRANSPORT)
    _app().amqp  # noqa: B018 - loaded by being asked for


def together(nudges: Sequence[Nudge]) -> Iterator[Nudge]:
    """The same wishes in fewer messages: each task once, with the ids of all, a few at a time."""
    wanted: dict[str, list[int | str]] = {}
    for task, ids in nudges:
        wanted.setdefault(task, []).extend(ids)
    for task, every in wanted.items():
        for begin in range(0, len(every), _TOGETHER) or (0,):
            yield task, tuple(every[begin : begin + _TOGETHER])


@lru_cache(maxsize=1)
def _waiting(_process: int) -> SimpleQueue[Nudge]:
    """What this process has to tell; a thread does not live on in a process that was forked."""
    waiting: SimpleQueue[Nudge] = SimpleQueue()
    threading.Thread(target=_carry, args=(waiting,), name="nudges", daemon=True).start()
    return waiting


def _carry(waiting: SimpleQueue[Nudge]) -> None:
    while True:
        for task, ids in together([waiting.get(), *_come_meanwhile(waiting)]):
            _publish(task, ids)
        time.sleep(_BREATH)


def _come_meanwhile(waiting: SimpleQueue[Nudge]) -> Iterator[Nudge]:
    try:
        while True:
            yield waiting.get_nowait()
    except Empty:
        return


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

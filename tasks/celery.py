"""The workers' Celery app, which `celery -A tasks worker` finds here by its name.

Rows in PostgreSQL are the queue; the tasks only look at them. So nothing is acknowledged late,
nothing is retried by Celery, and no result is kept.
"""

from typing import Any

from celery import Celery, bootsteps
from django.conf import settings

from followup.clinic import phone
from followup.lib import later, memory
from followup.replies.reader.lexicon import lexicon
from tasks.timetable import BROKER

_ANY_NUMBER = "+12025550100"

app = Celery("followup", broker=settings.REDIS_URL)
app.conf.update(
    imports=[
        *("tasks.out", "tasks.into", "tasks.people", "tasks.bringing", "tasks.plans"),
        "tasks.watching",
    ],
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=BROKER,
)


class _Settled(bootsteps.Step):  # type: ignore[misc]
    """Between the import of the tasks and the fork of the pool."""

    def __init__(self, parent: Any, **named: Any) -> None:
        super().__init__(parent, **named)
        # What each child would else load for itself with its first reply and its first text.
        lexicon()
        phone.zones(_ANY_NUMBER)
        later.prepare()
        memory.settle()


app.steps["worker"].add(_Settled)

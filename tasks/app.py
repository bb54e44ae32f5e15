"""The Celery app, with the whole timetable on one page.

Rows in PostgreSQL are the queue; these tasks only look at them. So nothing is acknowledged late,
nothing is retried by Celery, no result is kept, and a nudge that was not taken up before the next
one comes is dropped.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

from django.conf import settings

app = Celery("followup", broker=settings.REDIS_URL)
app.conf.update(
    imports=["tasks.out", "tasks.into", "tasks.people", "tasks.watching"],
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": True,
    },
    beat_schedule_filename=os.environ.get("BEAT_SCHEDULE_FILE", "/tmp/followup-beat"),  # noqa: S108
)


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": f"tasks.{task}", "schedule": seconds, "options": {"expires": max(seconds, 5)}}


app.conf.beat_schedule = {
    "send what is due": _every(settings.TICK_SECONDS, "dispatch"),
    "read what came in": _every(settings.TICK_SECONDS, "read_waiting"),
    "tell who is on call": _every(settings.TICK_SECONDS, "alert_waiting"),
    "find what a dead worker left": _every(settings.SWEEP_SECONDS, "sweep"),
    "ask what became of the unknown": _every(settings.SWEEP_SECONDS, "reconcile"),
    "fetch photos": _every(settings.SWEEP_SECONDS, "fetch_photos"),
    "list who must be called": _every(settings.SWEEP_SECONDS, "open_calls"),
    "watch over ourselves": _every(60, "watch"),
    "poll for texts that never reached us": _every(settings.POLL_SECONDS, "poll_inbound"),
}

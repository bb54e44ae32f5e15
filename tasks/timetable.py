"""The whole timetable on one page, and how both sides speak with the broker.

A nudge that was not taken up before the next one comes is dropped: rows in PostgreSQL are the
queue, and the tasks only look at them.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

from django.conf import settings

BROKER: dict[str, Any] = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "retry_on_timeout": True,
}
SCHEDULE_FILE = os.environ.get("BEAT_SCHEDULE_FILE", "/tmp/followup-beat")  # noqa: S108


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": f"tasks.{task}", "schedule": seconds, "options": {"expires": max(seconds, 5)}}


TIMETABLE = {
    "send what is due": _every(settings.TICK_SECONDS, "dispatch"),
    "read what came in": _every(settings.TICK_SECONDS, "read_waiting"),
    "tell who is on call": _every(settings.TICK_SECONDS, "alert_waiting"),
    "find what a dead worker left": _every(settings.RECOVER_SECONDS, "sweep"),
    "ask what became of the unknown": _every(settings.RECOVER_SECONDS, "reconcile"),
    "fetch photos": _every(settings.SWEEP_SECONDS, "fetch_photos"),
    "list who must be called": _every(settings.SWEEP_SECONDS, "open_calls"),
    "bring back what was snoozed": _every(settings.SWEEP_SECONDS, "wake_snoozed"),
    "go on replanning follow-ups": _every(settings.SWEEP_SECONDS, "replan"),
    "forget who has left a page": _every(3600, "forget_presence"),
    "send on answers that were left": _every(settings.SWEEP_SECONDS, "send_left_answers"),
    "erase what clinics do not keep": _every(3600, "erase_old"),
    "go on with imports": _every(settings.SWEEP_SECONDS, "resume_imports"),
    "send last week's digest": _every(15 * 60, "send_digests"),
    "watch over ourselves": _every(60, "watch"),
    "poll for texts that never reached us": _every(settings.POLL_SECONDS, "poll_inbound"),
}

"""People: who is told of what is urgent, and whom somebody must call."""

from celery import shared_task

from followup.lib import clock
from followup.replies import alerts, calls, presence, retention, snooze
from followup.reports import digest


@shared_task(name="tasks.alert_waiting")
def alert_waiting() -> None:
    """Tell who is on call, then the next in line."""
    alerts.alert_waiting(at=clock.now())


@shared_task(name="tasks.open_calls")
def open_calls() -> None:
    """List who was not asked, did not answer, or was not reached."""
    calls.open_calls(at=clock.now())


@shared_task(name="tasks.wake_snoozed")
def wake_snoozed() -> None:
    """Bring back what was put aside until now."""
    snooze.wake_due(at=clock.now())


@shared_task(name="tasks.forget_presence")
def forget_presence() -> None:
    """Nobody is before an item whose page they have left."""
    presence.forget(at=clock.now())


@shared_task(name="tasks.send_digests")
def send_digests() -> None:
    """Tell admins of last week, once its Monday morning has come."""
    digest.send_due(at=clock.now())


@shared_task(name="tasks.erase_old")
def erase_old() -> None:
    """Erase what clinics do not keep, where it is night."""
    retention.erase_tonight(at=clock.now())

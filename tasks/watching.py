"""The engine watches over itself: what is wrong goes to the log, all being well to a monitor."""

from celery import shared_task

from followup.lib import clock
from followup.reports import watch as watcher


@shared_task(name="tasks.watch")
def watch() -> None:
    """Look once, and say what was found."""
    watcher.watch(at=clock.now())

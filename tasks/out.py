"""Words out: dispatch, and the sweeps behind it."""

from celery import shared_task

from followup.lib import clock
from followup.lib.later import nudge_later
from followup.messaging import dispatch as dispatcher
from followup.messaging import reconcile as unknowns


@shared_task(name="tasks.dispatch")
def dispatch() -> None:
    """Send what is due; what is left over gets the next turn, behind whatever came meanwhile."""
    if dispatcher.dispatch().more:
        nudge_later("dispatch")


@shared_task(name="tasks.sweep")
def sweep() -> None:
    """Free what dead workers hold, and ask at once what became of it."""
    if unknowns.sweep().unknown:
        nudge_later("reconcile")


@shared_task(name="tasks.reconcile")
def reconcile() -> None:
    """Ask the provider what became of the unknown."""
    if unknowns.reconcile(at=clock.now()):
        nudge_later("dispatch")

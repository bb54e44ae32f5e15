"""Plans: follow-ups that are brought to the newest version of their protocol."""

from celery import shared_task

from followup.care import replanning
from followup.lib import clock
from followup.lib.later import nudge_later


@shared_task(name="tasks.replan")
def replan() -> None:
    """One batch; what is left over gets the next turn, behind whatever came meanwhile."""
    if replanning.carry_on(at=clock.now()):
        nudge_later("replan")

"""Files of treatments that somebody uploaded: checked, imported and forgotten, batch by batch."""

from celery import shared_task

from followup.care import importing_run
from followup.lib import clock
from followup.lib.later import nudge_later


@shared_task(name="tasks.go_on_importing")
def go_on_importing(import_id: int) -> None:
    """Do one batch; the next gets its own turn, behind whatever came meanwhile."""
    if importing_run.go_on(import_id=import_id, at=clock.now()):
        nudge_later("go_on_importing", import_id)


@shared_task(name="tasks.resume_imports")
def resume_imports() -> None:
    """Go on with what a dead worker left, and delete the rows of old uploads."""
    importing_run.resume()
    importing_run.forget_old(at=clock.now())

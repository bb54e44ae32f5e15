"""Words in: read what came, and ask the provider for what did not."""

from celery import shared_task

from followup.lib import clock
from followup.messaging import photos, poll
from followup.replies import by_link, unread


@shared_task(name="tasks.read_inbound")
def read_inbound(*inbound_ids: int) -> None:
    """Read messages as soon as they came."""
    for inbound_id in inbound_ids:
        unread.read(inbound_id=inbound_id, at=clock.now())


@shared_task(name="tasks.read_waiting")
def read_waiting() -> None:
    """Read what nobody was nudged about, or what failed before."""
    unread.read_waiting(at=clock.now())


@shared_task(name="tasks.fetch_photos")
def fetch_photos() -> None:
    """Fetch and check the photos that wait."""
    photos.fetch_waiting(at=clock.now())


@shared_task(name="tasks.poll_inbound")
def poll_inbound() -> None:
    """Ask the provider what it has for us that never reached us."""
    poll.poll(at=clock.now())


@shared_task(name="tasks.send_left_answers")
def send_left_answers() -> None:
    """Send on what patients began to answer on a page and left."""
    by_link.send_left(at=clock.now())

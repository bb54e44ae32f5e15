"""Says aloud what is wrong, and tells a monitor elsewhere that all is well.

Whoever is dead can raise no alarm; so it is the monitor that raises it, once we fall silent.
"""

from datetime import datetime

import requests
import structlog
from django.conf import settings

from followup.reports import health

log = structlog.get_logger(__name__)

_PATIENCE = 5.0


def watch(*, at: datetime) -> tuple[str, ...]:
    """A line in the log for each trouble; none, and the monitor is told so. What was found."""
    found = health.look(at=at)
    for trouble in found.troubles:
        log.error("trouble", what=trouble, due=found.due_seconds, unread=found.unread_seconds)
    if found.is_well and settings.DEADMAN_URL:
        _tell_the_monitor(settings.DEADMAN_URL)
    return found.troubles


def _tell_the_monitor(url: str) -> None:
    try:
        requests.get(url, timeout=_PATIENCE).raise_for_status()
    except requests.RequestException as error:
        # Not our trouble, but somebody should mend it before it is taken for one.
        log.warning("monitor_away", error=type(error).__name__)

"""Whether the engine runs: when it last looked, and how long the oldest work is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Min

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import pulse
from followup.messaging.models import Inbound, Message, Status
from followup.reports import waiting

# The engine ticks every few seconds; past these somebody should look.
_TICK_MISSED = timedelta(minutes=2)
_READ_LATE = timedelta(minutes=5)
_SENT_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """Seconds, or None where there is nothing to measure; `troubles` says what to do."""

    database: bool
    tick_seconds: int | None = None
    due_seconds: int | None = None
    unread_seconds: int | None = None
    troubles: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        return not self.troubles


def look(*, at: datetime) -> Health:
    """The state at this instant; a database that is away is a finding, not an error."""
    try:
        tick, due, unread = pulse.since(), _overdue(at), _unread(at)
    except (OperationalError, InterfaceError):
        away = "The database does not answer. Start it; nothing is lost meanwhile."
        return Health(database=False, troubles=(away,))
    checks = (
        (tick is None or tick > _TICK_MISSED, "No worker looks for work. Start worker and beat."),
        (due is not None and due > _SENT_LATE, "Messages are overdue. Look at the worker's log."),
        (
            unread is not None and unread > _READ_LATE,
            "Replies are not being read. Look at the worker's log.",
        ),
    )
    return Health(
        database=True,
        tick_seconds=_seconds(tick),
        due_seconds=_seconds(due),
        unread_seconds=_seconds(unread),
        troubles=tuple(words for is_wrong, words in checks if is_wrong),
    )


def _overdue(at: datetime) -> timedelta | None:
    """Behind its time and still of use: what has expired is skipped, not late."""
    planned = PlannedMessage.objects.filter(state=PlannedState.PLANNED, expires_at__gt=at)
    queued = Message.objects.filter(status=Status.QUEUED, expires_at__gt=at)
    firsts = (waiting.oldest(rows) for rows in (planned, queued))
    return max((at - first for first in firsts if first and first < at), default=None)


def _unread(at: datetime) -> timedelta | None:
    oldest = Inbound.objects.filter(read_at__isnull=True).aggregate(first=Min("received_at"))
    return at - oldest["first"] if oldest["first"] else None


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())

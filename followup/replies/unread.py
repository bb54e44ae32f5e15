"""Inbounds that were not read yet: each is tried again, and in the end left to a person.

A message that no program can read may be the most urgent of all, so it is put before the staff
as urgent, and never dropped.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from followup.messaging.models import Inbound
from followup.replies import conversation
from followup.replies.models import ItemKind, Rank
from followup.replies.opening import open_item

log = structlog.get_logger(__name__)

# How long after it came an inbound is tried again, by how often it has failed.
_WAITS = (
    timedelta(seconds=3),
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
)
_AT_ONCE = 200
_WHY = ["unreadable", "The program could not read this message. Please read it yourself."]


def read(*, inbound_id: int, at: datetime) -> bool:
    """Read one inbound; False when that failed, which is counted and tried again."""
    try:
        conversation.read_inbound(inbound_id, at=at)
    except Exception:  # one that cannot be read must not keep the others from being read
        log.exception("inbound_unread", inbound=inbound_id)
        _count_failure(inbound_id, at)
        return False
    return True


def read_waiting(*, at: datetime) -> int:
    """Read what a lost nudge or a fault left behind; how many were read."""
    due = Q()
    for failures, wait in enumerate(_WAITS):
        due |= Q(failures=failures, received_at__lte=at - wait)
    waiting = Inbound.objects.filter(due, read_at__isnull=True).order_by("received_at", "id")
    ids = list(waiting.values_list("pk", flat=True)[:_AT_ONCE])
    return sum(read(inbound_id=pk, at=at) for pk in ids)


@transaction.atomic
def _count_failure(inbound_id: int, at: datetime) -> None:
    # Without its words: they may be what cannot be read.
    plain = Inbound.objects.only("clinic_id", "sender_index", "failures", "read_at")
    inbound = plain.select_for_update().get(pk=inbound_id)
    if inbound.read_at is not None:
        return
    inbound.failures = F("failures") + 1
    inbound.save(update_fields=["failures"])
    inbound.refresh_from_db(fields=["failures"])
    if inbound.failures >= len(_WAITS):
        _leave_to_a_person(inbound, at)


def _leave_to_a_person(inbound: Inbound, at: datetime) -> None:
    open_item(
        clinic_id=inbound.clinic_id,
        kind=ItemKind.REPLY,
        rank=Rank.URGENT,
        reasons=[_WHY],
        at=at,
        inbound=inbound,
    )
    inbound.read_at = at
    inbound.save(update_fields=["read_at"])

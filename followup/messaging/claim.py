"""Claim what is due, a fair share for each clinic, so that no two dispatchers hold one row.

`at` is the clinic's time, by which rows fall due; leases run on the database's own clock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from followup.messaging.models import MessageKind

_LEASE = "now() + make_interval(secs => %(lease)s)"

_CLINICS_WITH_PLANNED = """
SELECT clinic.id FROM clinic_clinic clinic
WHERE EXISTS (SELECT 1 FROM care_plannedmessage planned
              WHERE planned.clinic_id = clinic.id AND planned.state = 'planned'
                AND planned.due_at <= %(at)s)
  AND EXISTS (SELECT 1 FROM messaging_sender sender
              WHERE sender.clinic_id = clinic.id
                AND (sender.halted_until IS NULL OR sender.halted_until < now())
                AND sender.allowance + sender.per_second
                    * extract(epoch FROM now() - sender.refilled_at) >= 1)
ORDER BY random()
"""

_CLAIM_PLANNED = f"""
UPDATE care_plannedmessage planned SET state = 'claimed', leased_until = {_LEASE}
FROM unnest(%(clinics)s::bigint[]) AS clinic(id)
CROSS JOIN LATERAL (
    SELECT due.id FROM care_plannedmessage due
    WHERE due.clinic_id = clinic.id AND due.state = 'planned' AND due.due_at <= %(at)s
    ORDER BY due.due_at LIMIT %(share)s FOR UPDATE SKIP LOCKED
) claimed
WHERE planned.id = claimed.id RETURNING planned.id
"""  # noqa: S608 - built of constants

# What a person waits for now passes every queue and every rate.
_CLAIM_URGENT = f"""
UPDATE messaging_message message
SET status = 'sending', leased_until = {_LEASE}, tries = message.tries + 1
FROM (SELECT due.id FROM messaging_message due
      WHERE due.status = 'queued' AND due.due_at <= %(at)s AND due.kind = ANY(%(kinds)s)
        AND NOT EXISTS (SELECT 1 FROM messaging_sender sender
                        WHERE sender.clinic_id = due.clinic_id
                          AND sender.channel = due.channel AND sender.halted_until > now())
      ORDER BY due.due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) claimed
WHERE message.id = claimed.id RETURNING message.id
"""  # noqa: S608 - built of constants

_SENDERS_WITH_QUEUED = """
SELECT sender.clinic_id, sender.channel FROM messaging_sender sender
WHERE (sender.halted_until IS NULL OR sender.halted_until < now())
  AND EXISTS (SELECT 1 FROM messaging_message message
              WHERE message.clinic_id = sender.clinic_id AND message.status = 'queued'
                AND message.channel = sender.channel AND message.due_at <= %(at)s)
ORDER BY random()
"""

_CLAIM_QUEUED = f"""
UPDATE messaging_message message
SET status = 'sending', leased_until = {_LEASE}, tries = message.tries + 1
FROM (SELECT due.id FROM messaging_message due
      WHERE due.clinic_id = %(clinic)s AND due.channel = %(channel)s
        AND due.status = 'queued' AND due.due_at <= %(at)s
      ORDER BY due.due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) claimed
WHERE message.id = claimed.id RETURNING message.id
"""  # noqa: S608 - built of constants


def planned(*, at: datetime) -> list[int]:
    """Ids of planned messages that fell due, now claimed by the caller, in one fair batch."""
    clinics = [row[0] for row in _rows(_CLINICS_WITH_PLANNED, at=at)]
    if not clinics:
        return []
    share = max(1, settings.CLAIM_BATCH // len(clinics))
    claimed = _rows(
        _CLAIM_PLANNED,
        at=at,
        share=share,
        lease=settings.LEASE_SECONDS,
        clinics=clinics[: settings.CLAIM_BATCH],
    )
    return [row[0] for row in claimed]


def urgent(*, at: datetime) -> list[int]:
    """Ids of safety texts and alerts that wait, of all clinics, now `sending` under a lease."""
    claimed = _rows(
        _CLAIM_URGENT,
        at=at,
        kinds=[MessageKind.SAFETY_TEXT.value, MessageKind.ALERT.value],
        limit=settings.CLAIM_BATCH,
        lease=settings.LEASE_SECONDS,
    )
    return [row[0] for row in claimed]


def share() -> int:
    """How many queued messages of one sender are taken at a time."""
    return int(settings.CLAIM_BATCH)


def senders_with_queued(*, at: datetime) -> list[tuple[int, str]]:
    """Clinic and channel of each sender that has a queued message due, in no fixed order."""
    return [(row[0], row[1]) for row in _rows(_SENDERS_WITH_QUEUED, at=at)]


def queued(*, clinic_id: int, channel: str, limit: int, at: datetime) -> list[int]:
    """Ids of at most `limit` queued messages of one sender, now `sending` under a lease."""
    claimed = _rows(
        _CLAIM_QUEUED,
        at=at,
        clinic=clinic_id,
        channel=channel,
        limit=limit,
        lease=settings.LEASE_SECONDS,
    )
    return [row[0] for row in claimed]


def _rows(sql: str, **values: Any) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())

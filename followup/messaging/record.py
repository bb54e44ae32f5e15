"""Write down what a provider answered; a receipt that came first has the last word."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from followup.messaging import senders, settle
from followup.messaging.delivery import Fault
from followup.messaging.models import Attempt, Message, Outcome, Status
from followup.messaging.providers.base import Handed

# What was said of each lies in one value of JSON, looked up by the row's own id. Joined as a table
# of its own, PostgreSQL expected one row of it, and compared each with each.
_TAKEN = "(SELECT %(sids)s::jsonb AS sids, %(numbers)s::jsonb AS numbers) taken"
_ACCEPT = f"""
UPDATE messaging_message message
SET status = 'accepted', leased_until = NULL, ask_at = NULL,
    provider_id = taken.sids ->> message.public_id::text,
    accepted_at = coalesce(message.accepted_at, %(at)s)
FROM {_TAKEN}
WHERE message.public_id = ANY(%(public_ids)s::uuid[])
  AND message.status IN ('sending', 'unknown', 'queued')
  -- Queued once more because a receipt on this very text came first and said that it was lost.
  AND NOT EXISTS (SELECT 1 FROM messaging_receipt receipt
                  WHERE receipt.message_id = message.id AND receipt.word = 'failed'
                    AND receipt.provider_id = taken.sids ->> message.public_id::text)
RETURNING message.id
"""  # noqa: S608 - built of constants
_END_ATTEMPTS = f"""
UPDATE messaging_attempt attempt
SET outcome = 'accepted', ended_at = %(at)s,
    provider_id = taken.sids ->> message.public_id::text
FROM messaging_message message, {_TAKEN}
WHERE message.public_id = ANY(%(public_ids)s::uuid[]) AND attempt.message_id = message.id
  AND attempt.number = (taken.numbers ->> message.public_id::text)::int
"""  # noqa: S608 - built of constants

_OUTCOMES = {
    "refused": Outcome.REFUSED,
    "later": Outcome.LATER,
    "unknown": Outcome.UNKNOWN,
}
_NO_REASON = Fault("unknown", "The provider does not say why.")


@transaction.atomic
def record(*, handed: Sequence[Handed], numbers: Mapping[UUID, int], at: datetime) -> int:
    """Settle a batch; `numbers` says which try of each message it was. How many were taken."""
    taken = [item for item in handed if item.result == "accepted"]
    _accept(taken, numbers, at=at)
    for item in handed:
        if item.result != "accepted":
            _not_accepted(item, number=numbers[item.public_id], at=at)
    return len(taken)


def _accept(taken: Sequence[Handed], numbers: Mapping[UUID, int], *, at: datetime) -> None:
    if not taken:
        return
    values: dict[str, Any] = {
        "public_ids": [item.public_id for item in taken],
        "sids": json.dumps({str(item.public_id): item.provider_id for item in taken}),
        "numbers": json.dumps({str(item.public_id): numbers[item.public_id] for item in taken}),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPT, values)
        moved = [row[0] for row in cursor.fetchall()]
        cursor.execute(_END_ATTEMPTS, values)
    settle.after_acceptance(ids=moved, at=at)


def _not_accepted(item: Handed, *, number: int, at: datetime) -> None:
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("clinic", "patient", "planned__step", "check_in")
        .get(public_id=item.public_id)
    )
    fault = item.fault or _NO_REASON
    Attempt.objects.filter(message=message, number=number).update(
        outcome=_OUTCOMES[item.result], ended_at=at, error_code=fault.code, error=fault.words
    )
    if message.status == Status.SENDING and message.tries == number:
        _act_on(message, item, fault, at=at)


def _act_on(message: Message, item: Handed, fault: Fault, *, at: datetime) -> None:
    if item.result == "refused":
        settle.refuse(message=message, fault=fault, at=at)
        return
    if item.result == "unknown":
        settle.leave_unknown(message=message)
        return
    if fault.halts:
        senders.halt(clinic_id=message.clinic_id, channel=message.channel, because=fault.words)
    settle.try_later(message=message, fault=fault, at=at)

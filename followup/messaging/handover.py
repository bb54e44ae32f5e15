"""Hand messages over to their provider: the attempt stands before the network, the result after.

Nothing here runs inside a transaction while the provider is asked. Between the two commits a
crash leaves the message `sending` under a lease, which the sweep turns into `unknown`: it is asked
about, never blindly sent again.
"""

import time
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection

from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging.envelope import outgoing
from followup.messaging.models import Message
from followup.messaging.providers.choice import provider_of
from followup.messaging.record import record

log = structlog.get_logger(__name__)

_ATTEMPTS = """
INSERT INTO messaging_attempt (clinic_id, message_id, number, started_at, outcome, provider_id,
                               error_code, error)
SELECT clinic_id, id, tries, %(at)s, '', '', '', '' FROM messaging_message
WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id
"""


def write_attempts(*, messages: Sequence[Message], at: datetime) -> None:
    """One open attempt for each message; commit it before `hand_over`."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, {"ids": [message.pk for message in messages], "at": at})


def lease_end() -> datetime:
    """When a lease that begins now runs out, on the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() + make_interval(secs => %s)", [settings.LEASE_SECONDS])
        ends: datetime = cursor.fetchone()[0]
    return ends


# As many as are answered within a lease: TWILIO_TOTAL_SECONDS bounds a whole batch of texts, but a
# mail server takes one after the other.
_TOGETHER = {Channel.SMS: 1_000, Channel.EMAIL: 10}
_RENEW = """
UPDATE messaging_message message SET leased_until = now() + make_interval(secs => %(lease)s)
FROM unnest(%(ids)s::bigint[], %(tries)s::int[]) AS mine(id, tries)
WHERE message.id = mine.id AND message.tries = mine.tries AND message.status = 'sending'
  AND message.leased_until > now()
RETURNING message.id
"""


def hand_over(*, messages: Sequence[Message], leased_at: float) -> int:
    """Send `messages`, which are `sending` with an open attempt; how many the provider took.

    `leased_at` is time.monotonic() of when the lease began. Where too little of it is left for an
    answer, it is renewed first; what the sweep already took is left to it.
    """
    accepted = 0
    for channel, together in _TOGETHER.items():
        waiting = [message for message in messages if message.channel == channel]
        for begin in range(0, len(waiting), together):
            batch = waiting[begin : begin + together]
            if _is_nearly_over(leased_at):
                batch = _renewed(batch)
            accepted += _hand_over(batch, channel)
    return accepted


def _is_nearly_over(leased_at: float) -> bool:
    left = settings.LEASE_SECONDS - (time.monotonic() - leased_at)
    return bool(left < settings.TWILIO_TOTAL_SECONDS)


def _renewed(messages: Sequence[Message]) -> list[Message]:
    """Those that nobody has taken from us meanwhile, under a lease that begins now."""
    tries = [message.tries for message in messages]
    ids = [message.pk for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"ids": ids, "tries": tries, "lease": settings.LEASE_SECONDS})
        ours = {row[0] for row in cursor.fetchall()}
    if len(ours) < len(messages):
        log.warning("lease_slept_through", messages=len(messages) - len(ours))
    return [message for message in messages if message.pk in ours]


def _hand_over(batch: Sequence[Message], channel: str) -> int:
    if not batch:
        return 0
    handed = provider_of(channel).send(outgoing(batch, at=clock.now()))
    numbers = {message.public_id: message.tries for message in batch}
    return record(handed=handed, numbers=numbers, at=clock.now())

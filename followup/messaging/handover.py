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


def hand_over(*, messages: Sequence[Message], leased_at: float) -> int:
    """Send `messages`, which are `sending` with an open attempt; how many the provider took.

    `leased_at` is time.monotonic() of when the lease began: a worker that slept through it leaves
    its messages to the sweep.
    """
    if time.monotonic() - leased_at > settings.LEASE_SECONDS - settings.TWILIO_TOTAL_SECONDS:
        log.warning("lease_slept_through", messages=len(messages))
        return 0
    accepted = 0
    for channel in Channel.values:
        batch = [message for message in messages if message.channel == channel]
        if batch:
            at = clock.now()
            handed = provider_of(channel).send(outgoing(batch, at=at))
            numbers = {message.public_id: message.tries for message in batch}
            accepted += record(handed=handed, numbers=numbers, at=clock.now())
    return accepted

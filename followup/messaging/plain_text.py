"""A text that is no keyword and brings no photo, which most are: one statement stores it.

The clinic is found and the row is written in one round trip; what that cannot settle (told before,
or for a number that no clinic has) is left to the longer way in receive.py.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from followup.clinic import contacts
from followup.clinic.models import Channel
from followup.lib.crypto import encrypted, encrypted_json
from followup.messaging.providers.base import Received

_STORE = """
INSERT INTO messaging_inbound (clinic_id, channel, provider, provider_id, sender, sender_index,
                               recipient, subject, body, keyword_by_provider, automatic, raw,
                               sent_at, received_at, polled, failures)
SELECT id, 'sms', %(provider)s, %(provider_id)s, %(sender)s, %(sender_index)s, %(recipient)s, '',
       %(body)s, '', false, %(raw)s, %(sent_at)s, %(at)s, %(polled)s, 0
FROM clinic_clinic WHERE sms_number = %(number)s AND sms_number <> ''
ON CONFLICT DO NOTHING RETURNING id
"""


def stored(*, received: Received, provider: str, polled: bool, at: datetime) -> int | None:
    """The id of the Inbound; None when nothing was stored, whatever the reason."""
    values: dict[str, Any] = {
        "provider": provider,
        "provider_id": received.provider_id,
        "sender": encrypted(received.sender),
        "sender_index": contacts.index_of(Channel.SMS, received.sender),
        "recipient": encrypted(received.recipient),
        "body": encrypted(received.body) if received.body else "",
        "raw": encrypted_json(dict(received.raw)),
        "sent_at": received.sent_at,
        "at": at,
        "polled": polled,
        "number": received.recipient,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
        found = cursor.fetchone()
    return int(found[0]) if found else None

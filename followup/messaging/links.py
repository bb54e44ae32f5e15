"""The addresses that an email carries, by which its reader's answer or refusal finds its way back.

Both are made from an id and a keyed code, so that no table is needed and none can be guessed. They
say what is meant, not who means it: a reply from another mailbox is marked.
"""

import base64
import binascii
import hmac
import re
from uuid import UUID

from django.conf import settings
from django.core import signing

from followup.clinic.models import Channel, Patient
from followup.lib.crypto import blind_index
from followup.messaging.models import Message

_SALT = "followup.unsubscribe"
_ID_BYTES = 16
_TOKEN = re.compile(r"reply\+([a-z2-7]{52})@", re.IGNORECASE)


def reply_address(public_id: UUID) -> str:
    """Where an answer to that message is to go: reply+<id and 128-bit code>@our inbound domain.

    Base32, since mailboxes may be written in any case; the local part stays within 64 characters.
    """
    token = base64.b32encode(public_id.bytes + _code(public_id)).decode().rstrip("=").lower()
    return f"reply+{token}@{settings.INBOUND_EMAIL_DOMAIN}"


def message_at(address: str) -> Message | None:
    """The message that was sent with this reply address, None where we never made it."""
    found = _TOKEN.search(address)
    public_id = _public_id(found[1]) if found else None
    return Message.objects.filter(public_id=public_id).first() if public_id else None


def unsubscribe_url(patient_id: int) -> str:
    """Where a mail program posts the one-click unsubscribe (RFC 8058)."""
    token = signing.dumps([patient_id, Channel.EMAIL.value], salt=_SALT)
    return f"{settings.PUBLIC_BASE_URL}/u/{token}"


def unsubscriber(token: str) -> tuple[Patient, str] | None:
    """Whom an unsubscribe link is for, and from which channel; None for a link not made by us."""
    try:
        patient_id, channel = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    patient = Patient.objects.filter(pk=patient_id).first()
    return (patient, channel) if patient else None


def _public_id(token: str) -> UUID | None:
    try:
        plain = base64.b32decode(token.upper() + "====")
    except binascii.Error:
        return None
    public_id = UUID(bytes=plain[:_ID_BYTES])
    return public_id if hmac.compare_digest(plain[_ID_BYTES:], _code(public_id)) else None


def _code(public_id: UUID) -> bytes:
    return bytes.fromhex(blind_index(public_id.hex, purpose="reply"))

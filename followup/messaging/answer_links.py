"""Links under which patients answer on a page: made with the message, kept as a hash, found by it.

Whoever holds one may answer for the patient and see nothing of them, as with the reply address.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from followup.lib import bulk
from followup.messaging.models import AnswerLink, Message

# An answer that comes later than this answers nothing that was asked.
GOOD_FOR = timedelta(days=7)
_BYTES = 16


@dataclass(frozen=True, slots=True)
class Fresh:
    """A token that is known nowhere yet."""

    token: str

    @property
    def url(self) -> str:
        """The address that goes into the words."""
        return f"{settings.PUBLIC_BASE_URL}/a/{self.token}"


def fresh() -> Fresh:
    """128 random bits."""
    return Fresh(secrets.token_urlsafe(_BYTES))


def row(*, token: Fresh, message: Message, at: datetime) -> AnswerLink:
    """The unsaved row for a message whose words carry the link."""
    return AnswerLink(
        clinic_id=message.clinic_id,
        message=message,
        token_hash=_hash(token.token),
        expires_at=at + GOOD_FOR,
    )


def write(links: Sequence[AnswerLink]) -> None:
    """Store the links of messages that have been stored just before."""
    for link in links:
        link.message_id = link.message.pk
    bulk.insert(links)


def found(*, token: str) -> AnswerLink | None:
    """The link of a token, None where we never made it."""
    links = AnswerLink.objects.filter(token_hash=_hash(token))
    link: AnswerLink | None = links.select_related(
        "clinic", "message__patient", "message__check_in__planned__step", "message__follow_up"
    ).first()
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

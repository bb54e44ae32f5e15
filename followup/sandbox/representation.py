"""Messages and media in the JSON that Twilio gives back."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from followup.sandbox import catalog
from followup.sandbox.messages import Media, Message

VERSION = "2010-04-01"


def message_json(*, message: Message, account: str) -> dict[str, Any]:
    """The Message resource."""
    uri = f"/{VERSION}/Accounts/{account}/Messages/{message.sid}"
    return {
        "body": "" if message.redacted else message.body,
        "num_segments": str(message.num_segments),
        "direction": message.direction,
        "from": None if message.sender.startswith("MG") else message.sender,
        "to": message.to,
        "date_updated": _rfc2822(message.updated_at),
        "price": None,
        "error_message": catalog.words_of(message.error_code),
        "uri": f"{uri}.json",
        "account_sid": account,
        "num_media": str(_media_count(message)),
        "status": message.status,
        "messaging_service_sid": message.param("MessagingServiceSid") or None,
        "sid": message.sid,
        "date_sent": _rfc2822(message.sent_at),
        "date_created": _rfc2822(message.created_at),
        "error_code": message.error_code,
        "price_unit": "USD",
        "api_version": VERSION,
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
    }


def media_json(*, message: Message, media: Media, account: str) -> dict[str, Any]:
    """The Media resource."""
    return {
        "sid": media.sid,
        "account_sid": account,
        "parent_sid": message.sid,
        "content_type": media.content_type,
        "date_created": _rfc2822(message.created_at),
        "date_updated": _rfc2822(message.created_at),
        "uri": media_path(message=message, media=media, account=account) + ".json",
    }


def media_path(*, message: Message, media: Media, account: str) -> str:
    """Where the bytes of a medium are asked for."""
    return f"/{VERSION}/Accounts/{account}/Messages/{message.sid}/Media/{media.sid}"


def _rfc2822(at: datetime | None) -> str | None:
    return format_datetime(at) if at is not None else None


def _media_count(message: Message) -> int:
    if message.is_inbound:
        return sum(not media.deleted for media in message.media)
    return len(message.params.get("MediaUrl", ()))

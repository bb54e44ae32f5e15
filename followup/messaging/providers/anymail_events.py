"""Mail providers' webhooks in our words, read by django-anymail's views but without its signals.

Its views verify and parse for a dozen providers; we ask them for the events and hand these over
ourselves. Signed or refused: without ANYMAIL_WEBHOOK_SECRET nothing is taken.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import getaddresses, parseaddr
from itertools import islice
from typing import Any
from uuid import UUID

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from followup.messaging.inbound_email import Letter, MailReport
from followup.messaging.providers import email_words
from followup.messaging.providers.refusal import Refused
from followup.messaging.receive import Report

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = 400, 403, 404
_REFUSALS = frozenset({"complained", "unsubscribed"})
# Who opens what is nobody's business; the rest is no news of a message.
_NOT_KEPT = frozenset({"opened", "clicked", "subscribed", "unknown", "inbound_failed"})
_MOST_PICTURES = 10
_PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif")
_HEADERS = (
    "in-reply-to",
    "references",
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "list-id",
    "return-path",
    "content-type",
    "reply-to",
)
# What the bodies of unheard-of events make parsers raise.
_UNREADABLE = (
    AnymailError,
    AssertionError,
    AttributeError,
    ImproperlyConfigured,
    LookupError,
    SuspiciousOperation,
    TypeError,
    ValueError,
)


def read(request: HttpRequest, *, provider: str, door: str) -> list[Letter | MailReport]:
    """The events of one webhook; raises Refused. `door` is inbound or tracking."""
    if not settings.ANYMAIL_WEBHOOK_SECRET:
        raise Refused(_FORBIDDEN, "No sender can be checked: ANYMAIL_WEBHOOK_SECRET is not set.")
    view = _view(provider, door)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
        return list(_in_our_words(events, provider))
    except AnymailWebhookValidationFailure as error:
        raise Refused(
            _FORBIDDEN,
            "The sign-in does not fit. Put ANYMAIL_WEBHOOK_SECRET (user:password) into the "
            "webhook's address at the mail provider: https://user:password@host/...",
        ) from error
    except _UNREADABLE as error:
        raise Refused(
            _BAD_REQUEST,
            f"This is nothing that {provider} sends to {door}. Check which address was entered "
            "for which kind of webhook.",
        ) from error


def _view(provider: str, door: str) -> Any:
    try:
        found = resolve(f"/{provider}/{door}/", urlconf="anymail.urls")
        return found.func.view_class()  # type: ignore[attr-defined]
    except Resolver404:
        raise Refused(_NOT_FOUND, "No mail provider is known by this address.") from None
    except (AnymailError, ImproperlyConfigured) as error:
        raise Refused(_FORBIDDEN, f"{provider} is not set up here.") from error


def _in_our_words(events: list[Any], provider: str) -> Iterator[Letter | MailReport]:
    for event in events:
        if event.event_type == "inbound":
            yield _letter(event, provider)
        elif event.event_type not in _NOT_KEPT:
            yield _report(event, provider)


def _letter(event: Any, provider: str) -> Letter:
    message = event.message
    sender = [*_addresses(message, "From"), *_addresses(message, "Sender")]
    return Letter(
        provider=provider[:16],
        event_id=str(event.event_id or ""),
        message_id=str(message.get("Message-ID") or "").strip(),
        sender=sender[0].lower() if sender else "",
        envelope_sender=message.envelope_sender,
        recipients=_recipients(message),
        subject=str(message.subject or ""),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
        stripped=message.stripped_text or "",
        sent_at=_date(message),
        headers={name: str(message[name]) for name in _HEADERS if name in message},
        pictures=tuple(_pictures(message)),
    )


def _recipients(message: AnymailInboundMessage) -> tuple[str, ...]:
    """The envelope's first: To may name a list, or nobody."""
    envelope = parseaddr(message.envelope_recipient or "")[1]
    named = [a for header in ("Delivered-To", "To", "Cc") for a in _addresses(message, header)]
    return tuple(dict.fromkeys(address.lower() for address in [envelope, *named] if address))


def _addresses(message: AnymailInboundMessage, header: str) -> list[str]:
    try:
        return [address.addr_spec for address in message.get_address_header(header)]
    except AnymailError:
        lines = [str(line) for line in message.get_all(header, [])]
        return [address for _, address in getaddresses(lines) if address]


def _part(message: AnymailInboundMessage, kind: str) -> str:
    """The first part of that type; what its charset cannot read shows as such, none is lost."""
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_attachment():
            try:
                return part.get_content_text() or ""
            except LookupError:
                return part.get_content_text(charset="utf-8") or ""
    return ""


def _date(message: AnymailInboundMessage) -> datetime | None:
    date: datetime | None = message.date
    return date.replace(tzinfo=UTC) if date and date.tzinfo is None else date


def _pictures(message: AnymailInboundMessage) -> Iterator[tuple[bytes, str]]:
    parts = (part for part in message.walk() if not part.is_multipart() and _may_be_one(part))
    for part in islice(parts, _MOST_PICTURES):
        yield part.get_content_bytes() or b"", part.get_content_type()


def _may_be_one(part: AnymailInboundMessage) -> bool:
    name = str(part.get_filename() or "").lower()
    return part.get_content_maintype() == "image" or name.endswith(_PICTURE_NAMES)


def _report(event: Any, provider: str) -> MailReport:
    kind, reason = str(event.event_type), str(event.reject_reason or "")
    return MailReport(
        public_id=_uuid((event.metadata or {}).get("public_id")),
        refuses=kind in _REFUSALS,
        report=Report(
            provider=provider[:16],
            provider_id=str(event.message_id or "")[:128],
            status=kind[:32],
            error_code=reason[:40],
            said=email_words.said(kind, reason),
            raw={"description": event.description, "answer": event.mta_response},
        ),
    )


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None

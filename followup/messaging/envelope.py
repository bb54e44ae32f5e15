"""A message as its provider gets it: sender, words, callback, and until when it may land."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from followup.care.hours import Hours
from followup.care.planning import hours_of_each, zones_of
from followup.clinic.models import Channel
from followup.messaging import links, mail_body, policy
from followup.messaging.models import Message
from followup.messaging.providers.base import Outgoing


def outgoing(messages: Sequence[Message], *, at: datetime) -> list[Outgoing]:
    """All of a batch; the hours of each clinic are read once."""
    hours = hours_of_each(message.clinic for message in messages)
    return [_sealed(message, hours[message.clinic_id], at=at) for message in messages]


def _sealed(message: Message, hours: Hours, *, at: datetime) -> Outgoing:
    clinic, email = message.clinic, message.channel == Channel.EMAIL
    return Outgoing(
        public_id=message.public_id,
        to=message.to,
        body=mail_body.text(message.body) if email else message.body,
        sender=_mailbox(message) if email else clinic.sms_number,
        valid_seconds=_valid_seconds(message, hours, at),
        messaging_service="" if email else clinic.messaging_service,
        callback_url="" if email else _callback(message),
        subject=message.subject,
        html=mail_body.html(message.body, language=_language(message)) if email else "",
        reply_to=links.reply_address(message.public_id) if email else "",
        unsubscribe_url=_unsubscribe(message) if email else "",
    )


def _mailbox(message: Message) -> str:
    address = message.clinic.email_from or settings.DEFAULT_FROM_EMAIL
    name = message.clinic.name.replace('"', "").replace("\\", "")
    return f'"{name}" <{address}>'


def _valid_seconds(message: Message, hours: Hours, at: datetime) -> int:
    if message.patient is None or message.planned_id is None:
        return int((message.expires_at - at).total_seconds())
    until = policy.lands_by(
        at=at,
        expires_at=message.expires_at,
        hours=hours,
        zones=zones_of(
            clinic_zone=message.clinic.time_zone,
            time_zone=message.patient.time_zone,
            number=message.to if message.channel == Channel.SMS else "",
        ),
    )
    return int((until - at).total_seconds())


def _callback(message: Message) -> str:
    return f"{settings.PUBLIC_BASE_URL}/twilio/status/{message.public_id}"


def _unsubscribe(message: Message) -> str:
    return links.unsubscribe_url(message.patient_id) if message.patient_id else ""


def _language(message: Message) -> str:
    return message.patient.language if message.patient else "en"

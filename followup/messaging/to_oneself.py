"""Send words to oneself: by the pipeline that patients' messages take, marked as a test."""

from dataclasses import replace
from datetime import datetime, timedelta

from followup.clinic import audit
from followup.clinic.access import Act, require
from followup.clinic.models import Channel, Staff
from followup.lib.marked import gettext_noop
from followup.messaging import outbox, sms
from followup.messaging.models import Message, MessageKind
from followup.messaging.places import Place
from followup.messaging.sample import composed_for
from followup.messaging.words import LONGEST_SUBJECT, Source

MARK = "TEST: "
_MOST_AN_HOUR = 10


class NotSent(Exception):
    """It cannot go; says why and what to do."""


def send(*, place: Place, source: Source, at: datetime, by: Staff) -> Message:
    """A message to their own phone or mailbox; raises NotSent or TemplateError."""
    require(by, Act.EDIT_TEMPLATES)
    to = by.phone if place.channel == Channel.SMS else by.email
    _refuse_if_out_of_place(by, place.channel, to, at)
    words = composed_for(
        clinic=by.clinic,
        place=place,
        source=source,
        first_name=by.name,
        at=at,
    )
    if place.channel == Channel.SMS:
        body = MARK + words.body
        words = replace(words, body=body, segments=sms.count(body).segments)
    else:
        words = replace(words, subject=f"{MARK}{words.subject}"[:LONGEST_SUBJECT])
    message = outbox.queue_test(
        clinic=by.clinic,
        channel=place.channel,
        to=to,
        composed=replace(words, template_version_id=None),
        at=at,
        by=by,
    )
    _note(message, at=at, by=by)
    return message


def _refuse_if_out_of_place(by: Staff, channel: str, to: str, at: datetime) -> None:
    if not to:
        raise NotSent(
            gettext_noop("There is no phone number of yours. Add one under Settings, Staff.")
        )
    if channel == Channel.SMS and not (by.clinic.sms_number or by.clinic.messaging_service):
        raise NotSent(gettext_noop("The clinic has no number to send texts from. See Settings."))
    recent = Message.objects.filter(
        staff=by, kind=MessageKind.TEST, created_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= _MOST_AN_HOUR:
        raise NotSent(
            gettext_noop("Ten tests went out to you within the hour. Wait a while, then try again.")
        )


def _note(message: Message, *, at: datetime, by: Staff) -> None:
    audit.record(
        clinic_id=by.clinic_id,
        act="tested",
        subject="message",
        subject_id=message.pk,
        at=at,
        by=by,
    )

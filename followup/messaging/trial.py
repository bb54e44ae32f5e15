"""Try out whether a person is reached: a test on each of their ways, by the way alerts take."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from followup.clinic import audit, phone
from followup.clinic.models import Channel, Staff
from followup.messaging import outbox, sms
from followup.messaging.models import Message, MessageKind
from followup.messaging.words import Words

_MOST_AN_HOUR = 10


class NotTried(ValueError):
    """No test can go; the text says why and what to do."""


@transaction.atomic
def reach(*, to: Staff, text: str, at: datetime, by: Staff) -> list[Message]:
    """A text and an email with these words to one person. Raises NotTried."""
    recent = Message.objects.filter(
        staff=to, kind=MessageKind.TEST, created_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= _MOST_AN_HOUR:
        raise NotTried(_("Ten tests went to them within the hour. Wait a while, then try again."))
    sent = [_queued(to, channel, address, text, at) for channel, address in _ways(to)]
    audit.record(
        clinic_id=to.clinic_id, act="tested", subject="staff", subject_id=to.pk, at=at, by=by
    )
    return sent


def recent(*, to: Staff, at: datetime) -> list[Message]:
    """What became of the tests of the last hour, newest first."""
    tests = Message.objects.filter(
        staff=to, kind=MessageKind.TEST, created_at__gt=at - timedelta(hours=1)
    )
    return list(tests.order_by("-pk")[:4])


def _queued(to: Staff, channel: str, address: str, text: str, at: datetime) -> Message:
    segments = sms.count(text).segments if channel == Channel.SMS else 1
    subject = to.clinic.name if channel == Channel.EMAIL else ""
    words = Words(subject=subject, body=text, segments=segments, template_version_id=None)
    return outbox.queue_test(
        clinic=to.clinic, channel=channel, to=address, composed=words, at=at, by=to
    )


def _ways(to: Staff) -> list[tuple[str, str]]:
    ways = [(Channel.EMAIL.value, to.email)]
    may_text = bool(to.clinic.sms_number or to.clinic.messaging_service)
    if to.phone and may_text:
        ways.insert(0, (Channel.SMS.value, phone.e164(to.phone, country=to.clinic.country)))
    return ways

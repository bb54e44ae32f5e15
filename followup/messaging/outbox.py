"""Put words in the queue that were not planned: answers, the safety text, alerts, staff's own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from followup.care.models import CheckIn, FollowUp
from followup.care.planning import hours_of, zones_of
from followup.clinic import contacts
from followup.clinic.models import Channel, Clinic, Patient, Staff
from followup.lib.later import nudge_later
from followup.messaging import links, policy, words
from followup.messaging.models import Inbound, Message, MessageKind
from followup.messaging.render import Value
from followup.messaging.words import Words

# They answer the patient's own word, or reach staff: neither the hour nor a STOP holds them.
AT_ONCE = frozenset(
    {
        MessageKind.SAFETY_TEXT,
        MessageKind.OPT_OUT,
        MessageKind.OPT_IN,
        MessageKind.HELP,
        MessageKind.ALERT,
    }
)
_OF_USE = timedelta(hours=24)
_TEST_OF_USE = timedelta(hours=1)


def queue(
    *,
    clinic: Clinic,
    kind: str,
    channel: str,
    to: str,
    language: str,
    variables: Mapping[str, Value],
    at: datetime,
    patient: Patient | None = None,
    staff: Staff | None = None,
    follow_up: FollowUp | None = None,
    check_in: CheckIn | None = None,
    answers: Inbound | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """A message of this kind, on its way; None when `answers` has been answered so already.

    Words within a conversation wait for 8:00 where it is night for the patient; those of AT_ONCE
    do not. Raises TemplateError when the clinic's own words cannot be used.
    """
    composed = words.compose(
        clinic=clinic, kind=kind, channel=channel, language=language, variables=variables
    )
    message = _message(clinic, kind, channel, to, composed, at)
    message.patient, message.staff, message.follow_up = patient, staff, follow_up
    message.check_in, message.answers = check_in, answers
    message.expires_at = expires_at or at + _OF_USE
    if patient is not None and kind not in AT_ONCE:
        message.due_at = by_day(clinic, patient, channel, to, at)
    return _insert(message)


def queue_manual(
    *,
    clinic: Clinic,
    patient: Patient,
    channel: str,
    to: str,
    text: str,
    at: datetime,
    by: Staff,
    due_at: datetime | None = None,
) -> Message | None:
    """Words that a member of staff wrote, not before `due_at`: until then they can be taken back.

    A person may choose the hour by day; at night they wait for 8:00 like any word to a patient.
    """
    composed = words.by_hand(
        clinic=clinic,
        channel=channel,
        language=patient.language,
        text=text,
        unsubscribe_link=links.unsubscribe_url(patient.pk) if channel == Channel.EMAIL else "",
    )
    message = _message(clinic, MessageKind.MANUAL, channel, to, composed, at)
    message.patient, message.staff = patient, by
    message.due_at = by_day(clinic, patient, channel, to, due_at or at)
    message.expires_at = message.due_at + _OF_USE
    return _insert(message)


def queue_test(
    *, clinic: Clinic, channel: str, to: str, composed: Words, at: datetime, by: Staff
) -> Message:
    """Words that a member of staff tries on themselves: no patient's, and counted nowhere."""
    message = _message(clinic, MessageKind.TEST, channel, to, composed, at)
    message.staff, message.expires_at = by, at + _TEST_OF_USE
    message.save(force_insert=True)
    nudge_later("dispatch")
    return message


def by_day(clinic: Clinic, patient: Patient, channel: str, to: str, at: datetime) -> datetime:
    """When words to a patient may go: at once, or where it is night for them at 8:00."""
    phone = to if channel == Channel.SMS else ""
    return policy.answer_may_go_at(
        at=at,
        hours=hours_of(clinic),
        zones=zones_of(clinic_zone=clinic.time_zone, time_zone=patient.time_zone, number=phone),
    )


def _message(
    clinic: Clinic, kind: str, channel: str, to: str, composed: Words, at: datetime
) -> Message:
    return Message(
        clinic=clinic,
        kind=kind,
        channel=channel,
        to=to,
        to_index=contacts.index_of(channel, to),
        subject=composed.subject,
        body=composed.body,
        segments=composed.segments,
        template_version_id=composed.template_version_id,
        created_at=at,
        due_at=at,
    )


def _insert(message: Message) -> Message | None:
    """The unique constraint on (answers, kind) has the last word on answering twice."""
    with transaction.atomic():
        if message.answers is not None and _is_answered(message):
            return None
        message.save(force_insert=True)
    nudge_later("dispatch")
    return message


def _is_answered(message: Message) -> bool:
    assert message.answers is not None  # noqa: S101 - asked only of answers
    Inbound.objects.select_for_update().get(pk=message.answers.pk)
    return Message.objects.filter(answers=message.answers, kind=message.kind).exists()

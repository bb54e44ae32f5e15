"""Puts the answer to a reply in the queue, with the variables that its words need."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from followup.care.models import CheckIn, FollowUp
from followup.care.planning import hours_of, zones_of
from followup.care.schedule import Hours, closes, next_open
from followup.clinic.models import Channel, Language, Patient
from followup.messaging import links, outbox, words
from followup.messaging.models import Inbound, Message, MessageKind
from followup.messaging.render import TemplateError, Value
from followup.replies.answering import Say

log = structlog.get_logger(__name__)

# So long after the clinic opened, or the reply came, a therapist has read it.
_READ_WITHIN = timedelta(hours=3)
_TIME_LEFT = timedelta(hours=1)
# More than this in an hour is a program that answers a program.
_MOST_AN_HOUR = 6
_AUTOMATED = (MessageKind.QUESTION, MessageKind.REASK, MessageKind.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Until when a therapist will have read it, and whether the clinic is open now."""

    look_by: datetime
    is_open: bool


def read_by(*, inbound: Inbound, at: datetime) -> ReadBy:
    """By the clinic's own hours and days."""
    hours, zones = hours_of(inbound.clinic), zones_of(clinic_zone=inbound.clinic.time_zone)
    opening = next_open(at, window="regular", hours=hours, zones=zones).at
    if opening <= at and _closing(at, hours, inbound) - at >= _TIME_LEFT:
        return ReadBy(min(at + _READ_WITHIN, _closing(at, hours, inbound)), is_open=True)
    if opening <= at:
        after = _closing(at, hours, inbound) + timedelta(minutes=1)
        opening = next_open(after, window="regular", hours=hours, zones=zones).at
    return ReadBy(opening + _READ_WITHIN, is_open=False)


def say(
    answer: Say,
    *,
    inbound: Inbound,
    patient: Patient | None,
    follow_up: FollowUp | None,
    check_in: CheckIn | None,
    look_by: datetime,
    at: datetime,
) -> Message | None:
    """Queue it to where the reply came from; None where it was answered so, or cannot be."""
    if answer.kind in _AUTOMATED and _is_a_loop(inbound, at):
        log.warning("conversation_loops", inbound=inbound.pk)
        return None
    try:
        return outbox.queue(
            clinic=inbound.clinic,
            kind=answer.kind,
            channel=inbound.channel,
            to=inbound.sender,
            language=patient.language if patient else Language.EN,
            variables=_variables(answer, inbound, patient, follow_up, look_by, at),
            at=at,
            patient=patient,
            follow_up=follow_up,
            check_in=check_in,
            answers=inbound,
        )
    except TemplateError as error:
        # Words that somebody broke must not keep a reply from being read.
        log.warning("answer_unwritten", clinic=inbound.clinic_id, kind=answer.kind, why=str(error))
        return None


def _closing(at: datetime, hours: Hours, inbound: Inbound) -> datetime:
    zones = zones_of(clinic_zone=inbound.clinic.time_zone)
    return closes(at, window="regular", hours=hours, zones=zones)


def _is_a_loop(inbound: Inbound, at: datetime) -> bool:
    recent = Message.objects.filter(
        clinic=inbound.clinic_id,
        to_index=inbound.sender_index,
        kind__in=_AUTOMATED,
        created_at__gt=at - timedelta(hours=1),
    )
    return recent.count() >= _MOST_AN_HOUR


def _variables(
    answer: Say,
    inbound: Inbound,
    patient: Patient | None,
    follow_up: FollowUp | None,
    look_by: datetime,
    at: datetime,
) -> dict[str, Value]:
    treatment = follow_up.treatment if follow_up else None
    by_text = inbound.channel == Channel.SMS
    zones = zones_of(
        clinic_zone=inbound.clinic.time_zone,
        time_zone=patient.time_zone if patient else "",
        number=inbound.sender if by_text else "",
    )
    return words.variables_for(
        clinic=inbound.clinic,
        channel=inbound.channel,
        language=patient.language if patient else Language.EN,
        variant=answer.variant,
        first_name=patient.first_name if patient else "",
        region=treatment.region if treatment else "",
        condition=treatment.condition if treatment else "",
        neutral=patient.neutral_words if patient else False,
        next_visit_at=treatment.next_visit_at if treatment else None,
        look_by=look_by,
        at=at,
        zone=zones[0],
        unsubscribe_link="" if by_text or not patient else links.unsubscribe_url(patient.pk),
    )

"""A person answers a patient: once, by day, never past a colleague, and not before ten seconds.

Until a worker claims it, what was written can be taken back; the wait is the row's own `due_at`, so
that no clock of a browser or a broker decides about it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from followup.care.models import CheckIn, CheckInState
from followup.clinic import access, audit, consent
from followup.clinic.access import Act
from followup.clinic.models import Channel, ContactPoint, Patient, Staff
from followup.messaging import outbox
from followup.messaging.models import TAKEN_BACK, Message, MessageKind, Status
from followup.replies import progress, review, trail
from followup.replies.models import Resolution, ReviewItem, WhatWasDone

HELD = timedelta(seconds=10)
# Twilio takes 1,600 characters; nobody reads a text of more than six segments.
LONGEST = 900
LONGEST_EMAIL = 5_000
_FURTHEST = timedelta(days=14)


class NotSent(ValueError):
    """Words that cannot go so; the text says why, and what to do."""


class Overtaken(NotSent):
    """Something was said before this, which its writer has not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody wants to send, and the newest that was on their page when they wrote it."""

    text: str
    channel: str
    seen_reply: int
    seen_message: int
    # Empty: now.
    send_at: datetime | None = None
    stop_asking: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The message on its way, and the resolution where the item was closed with it."""

    message: Message
    resolution: Resolution | None


@transaction.atomic
def send(*, item: ReviewItem, words: Words, by: Staff, at: datetime) -> Sent:
    """Put the words in the queue. Raises NotSent; nothing has happened then."""
    access.require(by, Act.WRITE)
    patient = Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=item.patient_id)
    locked = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _refuse_overtaken(locked, patient, words)
    to = way_to(patient, words.channel)
    if to is None:
        raise NotSent(_("They cannot be written to by this channel any more. Call them."))
    _refuse_words(words)
    _refuse_hour(patient, to, words, at)
    message = outbox.queue_manual(
        clinic=patient.clinic,
        patient=patient,
        channel=words.channel,
        to=to.value,
        text=words.text,
        at=at,
        by=by,
        due_at=max(words.send_at or at, at + HELD),
    )
    assert message is not None  # noqa: S101 - it answers no inbound, so it is never a second answer
    trail.leave("replied", item=locked, by=by, at=at, message=message.pk)
    if words.stop_asking:
        stop_asking(patient, at=at)
    return Sent(message, _close(locked, by, at) if words.close else None)


@transaction.atomic
def take_back(*, message: Message, by: Staff, at: datetime) -> bool:
    """Before anybody sends it; false where it has gone."""
    waiting = Message.objects.filter(pk=message.pk, kind=MessageKind.MANUAL, status=Status.QUEUED)
    if not waiting.update(status=Status.FAILED, reason=TAKEN_BACK, settled_at=at):
        return False
    audit.record(
        clinic_id=message.clinic_id,
        act="taken_back",
        subject="message",
        subject_id=message.pk,
        at=at,
        by=by,
    )
    return True


def newest_by_hand(patient_id: int | None) -> int:
    """The id of the last message of a person that went to them, or still may; 0 for none."""
    written = Message.objects.filter(patient=patient_id, kind=MessageKind.MANUAL)
    standing = written.exclude(status=Status.FAILED)
    newest: int | None = standing.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def way_to(patient: Patient, channel: str) -> ContactPoint | None:
    """The phone or address to write to, where it works and they agreed."""
    if not consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]:
        return None
    working: ContactPoint | None = ContactPoint.objects.filter(
        patient=patient, channel=channel, unreachable_at__isnull=True
    ).first()
    return working


def asking(patient_id: int | None) -> CheckIn | None:
    """The round of questions that a program has in hand with them."""
    rounds = CheckIn.objects.filter(
        patient=patient_id, state=CheckInState.OPEN, asked_at__isnull=False
    )
    newest: CheckIn | None = rounds.exclude(awaiting="").order_by("-opened_at").first()
    return newest


def stop_asking(patient: Patient, *, at: datetime) -> None:
    """A person has taken over: no nudge and no further question of this round."""
    for check_in in CheckIn.objects.filter(patient=patient, state=CheckInState.OPEN):
        progress.leave_to_a_person(check_in=check_in, at=at)


def _refuse_overtaken(item: ReviewItem, patient: Patient, words: Words) -> None:
    if item.closed_at is not None:
        raise Overtaken(
            _("Somebody closed this while you wrote. Nothing was sent. Read what was done first.")
        )
    if newest_by_hand(patient.pk) > words.seen_message:
        raise Overtaken(
            _("A colleague has answered while you wrote. Nothing was sent. Read their words first.")
        )
    if review.newest_words(item) > words.seen_reply:
        raise Overtaken(
            _("The patient has written again while you wrote. Nothing was sent. Read it first.")
        )


def _refuse_words(words: Words) -> None:
    longest = LONGEST if words.channel == Channel.SMS else LONGEST_EMAIL
    if not words.text.strip():
        raise NotSent(_("Write the reply first."))
    if len(words.text) > longest:
        told = _("The reply has %(length)d characters and may have %(longest)d. Shorten it.")
        raise NotSent(told % {"length": len(words.text), "longest": longest})


def _refuse_hour(patient: Patient, to: ContactPoint, words: Words, at: datetime) -> None:
    send_at = words.send_at
    if send_at is None:
        return
    if send_at <= at:
        raise NotSent(_("That time has passed. Choose a later one, or send it now."))
    if send_at - at > _FURTHEST:
        raise NotSent(_("That is more than 14 days away. Choose an earlier day."))
    if outbox.by_day(patient.clinic, patient, words.channel, to.value, send_at) != send_at:
        raise NotSent(_("That is at night where the patient is. Choose a time from 8 AM to 9 PM."))


def _close(item: ReviewItem, by: Staff, at: datetime) -> Resolution:
    return review.resolve(item=item, by=by, at=at, done=WhatWasDone.REPLIED)

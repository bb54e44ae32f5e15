"""A patient's conversation with the clinic, in the order of time: said, answered, still planned."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from followup.care.models import PlannedMessage, PlannedState
from followup.care.reasons import left_out_words
from followup.clinic.models import Channel, Patient
from followup.messaging.models import (
    TAKEN_BACK,
    Inbound,
    InboundPhoto,
    Message,
    PhotoState,
    Status,
)
from followup.replies.models import Reply
from followup.replies.readings import newest_readings

# A course is some twenty turns; a patient of many years keeps the newest.
_MOST = 200
# Left out because there was nothing to say: that is no gap in the conversation.
_NOTHING_TO_SAY = ("no_next_visit", "booked", "no_series", "series_done", "answered", "undone")
_SENT = {
    Status.QUEUED: _("waiting to be sent"),
    Status.SENDING: _("being sent"),
    Status.UNKNOWN: _("perhaps not sent, being looked into"),
    Status.ACCEPTED: _("sent"),
    Status.DELIVERED: _("delivered"),
    Status.FAILED: _("not delivered"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said, or to be said; `side` is clinic, patient or planned."""

    at: datetime
    side: str
    kind: str
    channel: str
    words: str = ""
    state: str = ""
    trouble: bool = False
    spans: list[list[int | str]] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)
    # Of an email that we wrote, whose `words` are Markdown.
    is_letter: bool = False
    subject: str = ""
    # Which message of ours it is, for its receipt.
    message_id: int | None = None
    # Which planned message it is, while it can still be skipped.
    planned_id: int | None = None


def with_patient(patient: Patient, *, before: datetime | None = None) -> list[Turn]:
    """All of it, planned messages last; those that were not sent stand where they were due.

    `before`: only what was said earlier, for `newest` of what lies further back.
    """
    messages = Message.objects.filter(patient=patient)
    replies = Reply.objects.filter(patient=patient).select_related("inbound")
    planned = PlannedMessage.objects.filter(patient=patient)
    if before is not None:
        messages = messages.filter(created_at__lt=before)
        replies = replies.filter(received_at__lt=before)
        planned = planned.filter(due_at__lt=before)
    turns = [
        *map(_message, messages.order_by("-created_at")[:_MOST]),
        *_replies(list(replies.order_by("-received_at")[:_MOST])),
        *_planned(planned),
    ]
    # A message is found by when it was written, and stands where it was accepted.
    there = (turn for turn in turns if before is None or turn.at < before)
    return sorted(there, key=lambda turn: turn.at)


def newest(turns: list[Turn], *, most: int) -> tuple[list[Turn], datetime | None]:
    """The last of them, at least `most`, and the instant before which the others lie."""
    if len(turns) <= most:
        return turns, None
    begins = turns[-most].at
    # Of one instant all or none: the key to what lies before is that instant.
    return [turn for turn in turns if turn.at >= begins], begins


def of_stranger(inbound: Inbound) -> list[Turn]:
    """What somebody wrote whom nobody knows by that number."""
    photos = _photos([inbound.pk])
    return [_received(inbound, inbound.body, [], photos)]


def _message(message: Message) -> Turn:
    state = str(_SENT[Status(message.status)])
    taken_back = message.reason == TAKEN_BACK
    if message.reason:
        state = f"{state}: {message.reason.replace('_', ' ')}"
    return Turn(
        at=message.accepted_at or message.created_at,
        side="clinic",
        kind=message.get_kind_display(),
        channel=message.get_channel_display(),
        words=message.body,
        state=_("taken back before it was sent") if taken_back else state,
        trouble=message.status in {Status.FAILED, Status.UNKNOWN} and not taken_back,
        is_letter=message.channel == Channel.EMAIL,
        subject=message.subject,
        message_id=message.pk,
    )


def _replies(replies: list[Reply]) -> Iterator[Turn]:
    readings = newest_readings(reply.pk for reply in replies)
    photos = _photos([reply.inbound_id for reply in replies])
    for reply in replies:
        spans = readings[reply.pk].spans if reply.pk in readings else []
        yield _received(reply.inbound, reply.words, spans, photos)


def _received(
    inbound: Inbound, words: str, spans: list[list[int | str]], photos: dict[int, list[int]]
) -> Turn:
    return Turn(
        at=inbound.received_at,
        side="patient",
        kind="automatic answer" if inbound.automatic else "reply",
        channel=inbound.get_channel_display(),
        words=words,
        spans=spans,
        photos=photos[inbound.pk],
    )


def _planned(rows: QuerySet[PlannedMessage]) -> Iterator[Turn]:
    unsent = rows.exclude(state=PlannedState.DONE)
    telling = unsent.exclude(reason__in=_NOTHING_TO_SAY)
    for planned in telling.order_by("-due_at")[:_MOST]:
        state = planned.get_state_display()
        yield Turn(
            at=planned.due_at,
            side="planned",
            kind=planned.get_kind_display(),
            channel="",
            state=f"{state}: {left_out_words(planned.reason)}" if planned.reason else state,
            planned_id=planned.pk if planned.state == PlannedState.PLANNED else None,
        )


def _photos(inbound_ids: list[int]) -> dict[int, list[int]]:
    stored = InboundPhoto.objects.filter(inbound__in=inbound_ids, state=PhotoState.STORED)
    found: dict[int, list[int]] = defaultdict(list)
    for inbound_id, pk in stored.order_by("position").values_list("inbound", "pk"):
        found[inbound_id].append(pk)
    return found

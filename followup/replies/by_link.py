"""Answers given on the page behind a link: gathered, then sent on as one reply like any other.

Nothing is special about them from there on: they are stored as an inbound, read, judged and
answered where the message went. What was begun and not sent is sent after some minutes, so that no
answer is lost; a danger sign is sent at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from followup.care.models import Question
from followup.messaging import receive
from followup.messaging.models import AnswerLink, Inbound
from followup.messaging.receive import Arrival
from followup.replies import binding, unread
from followup.replies.models import ReadingRecord
from followup.replies.triage import Urgency

PROVIDER = binding.BY_LINK
WORDS = "words"
LONGEST = 2000
# More often than this somebody should rather call.
MOST_TIMES = 6
# Then whoever began is taken to have left.
_LEFT_AFTER = timedelta(minutes=10)
_STILL_SHOWN = timedelta(hours=1)
_AT_ONCE = 100
CHOICES: Mapping[str, tuple[str, ...]] = {
    Question.SORENESS: tuple(str(score) for score in range(11)),
    Question.BRUISING: ("none", "small", "large"),
    Question.BREATHING: ("no", "yes"),
    Question.VISIT: ("confirm", "change"),
}
# As a patient would write it, in the language in which their replies are read.
_SAID: Mapping[str, Mapping[str, tuple[str, str]]] = {
    Question.BRUISING: {
        "none": ("No bruise", "Sin moretón"),
        "small": ("Small bruise", "Moretón pequeño"),
        "large": ("Large bruise", "Moretón grande"),
    },
    Question.BREATHING: {"no": ("No", "No"), "yes": ("Yes", "Sí")},
    Question.VISIT: {"confirm": ("C", "C"), "change": ("R", "R")},
}
_PRESSING = {(Question.BREATHING, "yes"), (Question.SORENESS, "9"), (Question.SORENESS, "10")}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of the answers that were sent last."""

    is_urgent: bool
    is_emergency: bool


def questions(link: AnswerLink) -> tuple[str, ...]:
    """What is asked, one on a page; the patient's own words come last."""
    check_in = link.message.check_in
    return (*(check_in.planned.step.asks if check_in else ()), WORDS)


def is_pressing(question: str, value: str) -> bool:
    """Whether this answer must not wait for the rest."""
    return (question, value) in _PRESSING


@transaction.atomic
def keep(*, link: AnswerLink, question: str, value: str, at: datetime) -> None:
    """Note one answer until all are sent; the newest word on a question counts."""
    locked = AnswerLink.objects.select_for_update().get(pk=link.pk)
    locked.draft = {**(locked.draft or {}), question: value}
    locked.drafted_at = at
    locked.save(update_fields=["draft", "drafted_at"])
    link.draft = locked.draft


def send(
    *, link: AnswerLink, at: datetime, pictures: Sequence[tuple[bytes, str]] = ()
) -> Inbound | None:
    """Send what was gathered and have it read at once; None where there is nothing to send."""
    inbound = _sent(link, at, tuple(pictures))
    if inbound is not None:
        # Should that fail, it is tried again by the sweep like any other.
        unread.read(inbound_id=inbound.pk, at=at)
    return inbound


def send_left(*, at: datetime) -> int:
    """Send on what somebody began and left; how many."""
    left = AnswerLink.objects.filter(drafted_at__lte=at - _LEFT_AFTER).order_by("drafted_at")
    rows = left.select_related("message__patient")[:_AT_ONCE]
    return sum(send(link=link, at=at) is not None for link in rows)


def judged(link: AnswerLink) -> Judged | None:
    """How urgent what was sent within the hour is, the gravest of it; None where it is unread."""
    if link.sent_at is None:
        return None
    sent = Inbound.objects.filter(
        provider=PROVIDER,
        provider_id__in=[_name(link, time) for time in range(1, link.times + 1)],
        received_at__gte=link.sent_at - _STILL_SHOWN,
    )
    found = list(ReadingRecord.objects.filter(reply__inbound__in=sent))
    if not found:
        return None
    return Judged(
        is_urgent=any(record.urgency == Urgency.URGENT for record in found),
        is_emergency=any(record.emergency for record in found),
    )


def body(draft: Mapping[str, str], *, language: str) -> str:
    """The answers as a person would write them, one a line."""
    place = 1 if language == "es" else 0
    lines = [
        _SAID[question][draft[question]][place] if question in _SAID else draft[question]
        for question in (*CHOICES, WORDS)
        if draft.get(question)
    ]
    return "\n".join(lines)


@transaction.atomic
def _sent(
    link: AnswerLink, at: datetime, pictures: tuple[tuple[bytes, str], ...]
) -> Inbound | None:
    locked = AnswerLink.objects.select_for_update().get(pk=link.pk)
    draft = locked.draft or {}
    if not draft and not pictures:
        return None
    locked.draft, locked.drafted_at = None, None
    locked.times, locked.sent_at = locked.times + 1, at
    locked.save(update_fields=["draft", "drafted_at", "times", "sent_at"])
    link.draft, link.times, link.sent_at = None, locked.times, at
    return receive.arrived(arrival=_arrival(link, draft, pictures), at=at)


def _arrival(
    link: AnswerLink, draft: Mapping[str, str], pictures: tuple[tuple[bytes, str], ...]
) -> Arrival:
    message = link.message
    language = message.patient.language if message.patient else "en"
    words = body(draft, language=language)
    return Arrival(
        clinic=message.clinic,
        channel=message.channel,
        provider=PROVIDER,
        provider_id=_name(link, link.times),
        sender=message.to,
        recipient="",
        body=words,
        words=words,
        pictures=pictures,
        raw={"answers": str(message.public_id), "from_addressee": True},
    )


def _name(link: AnswerLink, time: int) -> str:
    """The same for one sending however often it is tried."""
    return f"{link.token_hash}:{time}"

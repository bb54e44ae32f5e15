"""Prints one day of the story: what each patient got and said, and what the therapist saw."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import Clinic, Staff
from followup.messaging.models import Message
from followup.replies import review
from followup.replies.models import Rank, Reply, ReviewItem, WhatWasDone

Say = Callable[[str], None]
_WIDTH = 96
_MARKS = {Rank.URGENT: "!! urgent", Rank.ATTENTION: " ! attention", Rank.ROUTINE: "   routine"}


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    who: str
    words: str
    mark: str


class Teller:
    """Tells the days of one clinic, and is its therapist at the end of each."""

    def __init__(self, *, clinic: Clinic, therapist: Staff, began: datetime, say: Say) -> None:
        self._clinic = clinic
        self._zone = ZoneInfo(clinic.time_zone)
        self._therapist = therapist
        self._told_until = began
        self._say = say

    def tell(self, at: datetime) -> None:
        """All that happened since the last telling, then the therapist's list, which is cleared."""
        self._say(f"\n{at.astimezone(self._zone):%A, %B %-d, %Y}")
        for event in sorted(self._events(at), key=lambda event: event.at):
            local = event.at.astimezone(self._zone)
            line = (
                f"  {local:%H:%M} {event.who:<22.22} {event.mark} {' '.join(event.words.split())}"
            )
            self._say(line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…")
        self._review(at)
        self._told_until = at

    def open_urgent(self, at: datetime) -> None:
        """The therapist is busy, and opens an urgent reply once the second in line was told."""
        for item in review.open_items(self._therapist).filter(rank=Rank.URGENT, opened_at=None):
            if item.alerts.count() > 1:
                review.mark_opened(item=item, by=self._therapist, at=at)

    def _events(self, at: datetime) -> Iterator[_Event]:
        since = self._told_until
        sent = Message.objects.of(self._clinic).filter(
            Q(patient__isnull=False) | Q(staff__isnull=False),
            accepted_at__gt=since,
            accepted_at__lte=at,
        )
        for message in sent.select_related("patient", "staff"):
            who = message.patient.full_name if message.patient else f"({message.staff})"
            words = message.subject if message.channel == "email" else message.body
            yield _Event(message.accepted_at or at, who, words, f"<- {message.channel:<5}")
        said = Reply.objects.of(self._clinic).filter(received_at__gt=since, received_at__lte=at)
        for reply in said.select_related("patient", "inbound"):
            who = reply.patient.full_name if reply.patient else "(unknown number)"
            yield _Event(reply.received_at, who, f'"{reply.words}"', "-> said ")
        skipped = PlannedMessage.objects.of(self._clinic).filter(
            state=PlannedState.SKIPPED, settled_at__gt=since, settled_at__lte=at
        )
        for row in skipped.select_related("patient"):
            words = f"{row.get_kind_display()} not sent: {row.reason}"
            yield _Event(row.settled_at or at, row.patient.full_name, words, " x skip ")

    def _review(self, at: datetime) -> None:
        items = list(review.open_items(self._therapist).select_related("patient", "follow_up"))
        self._say(f"  The list of {self._therapist.name}: {len(items) or 'nothing waits'}")
        for item in items:
            who = item.patient.full_name if item.patient else "unknown number"
            why = "; ".join(str(reason[1]) for reason in item.reasons)
            self._say(f"    {_MARKS[Rank(item.rank)]:<12} {who:<24.24} {why}")
            self._close(item, at)

    def _close(self, item: ReviewItem, at: datetime) -> None:
        urgent = item.rank == Rank.URGENT
        done = WhatWasDone.CALLED if urgent else WhatWasDone.REVIEWED
        review.mark_opened(item=item, by=self._therapist, at=at)
        review.resolve(item=item, by=self._therapist, at=at, done=done)

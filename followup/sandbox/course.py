"""Moves the clock from one due moment to the next, lets the patients answer, and waits for calm."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.db.models.functions import Now

from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging.models import Inbound, Message, MessageKind, Status
from followup.replies.models import ReviewItem
from followup.sandbox.personas import Persona
from followup.sandbox.remote import Remote

# Nobody is so fast that a machine cannot follow; and no calm after so long is a fault.
_PATIENCE = 30.0
_PAUSE = 0.05
# What falls due within so long is sent together: one move of the clock for a morning's texts.
_TOGETHER = timedelta(minutes=45)
_ASKING = frozenset(
    {
        MessageKind.CHECK_IN,
        MessageKind.SAFETY_CHECK,
        MessageKind.NUDGE,
        MessageKind.NEXT_VISIT,
        MessageKind.BOOKING,
        MessageKind.QUESTION,
        MessageKind.REASK,
    }
)


class NoCalm(RuntimeError):
    """Work was left over; the text counts it."""


class Course:
    """One clinic's days, run fast."""

    def __init__(self, *, remote: Remote, parts: dict[int, Persona]) -> None:
        self._remote = remote
        self._parts = parts
        self._heard: set[int] = set()

    def run(
        self,
        *,
        until: datetime,
        each_step: Callable[[datetime], None],
        each_day: Callable[[datetime], None],
    ) -> None:
        """Go on until that instant; `each_day` is called at the end of every clinic's day."""
        evening = _evening_after(clock.now())
        self.calm()
        while clock.now() < until:
            move_to(min(_next_due(default=until), evening, until))
            self._let_all_happen()
            each_step(clock.now())
            if clock.now() >= evening:
                each_day(clock.now())
                self._let_all_happen()
                evening = _evening_after(clock.now())

    def calm(self) -> None:
        """Wait until nothing is left to do at this instant."""
        deadline = time.monotonic() + _PATIENCE
        self._remote.settle()
        while left := left_to_do():
            if time.monotonic() > deadline:
                raise NoCalm(f"Still to do after {_PATIENCE:.0f} s: {left}")
            time.sleep(_PAUSE)
            self._remote.settle()

    def _let_all_happen(self) -> None:
        """Texts arrive, patients answer, answers are answered: until nobody has more to say."""
        self.calm()
        while self._answers():
            self.calm()

    def _answers(self) -> int:
        """Every patient says what they say to what has newly reached them."""
        reached = (
            Message.objects.filter(
                patient__isnull=False,
                kind__in=_ASKING,
                status__in=[Status.ACCEPTED, Status.DELIVERED],
            )
            .exclude(pk__in=self._heard)
            .select_related("planned__step")
            .order_by("pk")
        )
        said = 0
        for message in reached:
            self._heard.add(message.pk)
            said += self._answer(message)
        return said

    def _answer(self, message: Message) -> bool:
        assert message.patient_id is not None  # noqa: S101 - only patients were looked up
        words = self._parts[message.patient_id].says.get(_asked(message), "")
        if not words:
            return False
        if message.channel == Channel.EMAIL:
            mail = _mail_of(self._remote, message)
            self._remote.email(address=message.to, mail=mail, words=words)
        else:
            self._remote.text(number=message.to, words=words)
        return True


def move_to(instant: datetime) -> None:
    """Set the clock of every process to that instant; never back."""
    ahead = (instant - clock.now()).total_seconds()
    if ahead > 0:
        clock.move(ahead)


def left_to_do() -> dict[str, int]:
    """What is due at this instant and not done yet, by kind; empty when all is calm."""
    now = clock.now()
    waiting = {
        "planned": PlannedMessage.objects.filter(
            Q(state=PlannedState.PLANNED, due_at__lte=now) | Q(state=PlannedState.CLAIMED)
        ),
        "messages": Message.objects.filter(
            Q(status=Status.QUEUED, due_at__lte=now)
            | Q(status=Status.SENDING)
            | Q(status=Status.UNKNOWN, ask_at__lte=Now() + timedelta(minutes=5))
        ),
        "unread": Inbound.objects.filter(read_at__isnull=True),
        "alerts": ReviewItem.objects.filter(
            alert_at__lte=now, opened_at__isnull=True, closed_at__isnull=True
        ),
    }
    counts = {name: rows.count() for name, rows in waiting.items()}
    return {name: count for name, count in counts.items() if count}


def _next_due(*, default: datetime) -> datetime:
    """When something happens next: an alert to the minute, texts with those soon after them."""
    planned = PlannedMessage.objects.filter(state=PlannedState.PLANNED)
    queued = Message.objects.filter(status=Status.QUEUED)
    alerts = ReviewItem.objects.filter(opened_at__isnull=True, closed_at__isnull=True)
    texts = [rows.aggregate(at=Min("due_at"))["at"] for rows in (planned, queued)]
    instants = [at + _TOGETHER for at in texts if at is not None]
    if (alert := alerts.aggregate(at=Min("alert_at"))["at"]) is not None:
        instants.append(alert)
    return min(instants, default=default)


def _asked(message: Message) -> str:
    if message.kind == MessageKind.CHECK_IN and message.planned is not None:
        return str(message.planned.step.slug)
    return "question" if message.kind == MessageKind.REASK else str(message.kind)


def _mail_of(remote: Remote, message: Message) -> str:
    """The id that the mail sink gave to our message, found by our Message-ID."""
    key = str(message.public_id)
    return next(str(m["id"]) for m in remote.ledger()["emails"] if key in str(m["message_id"]))


def _evening_after(instant: datetime) -> datetime:
    """20:45 in Denver at the latest, as UTC: 3:45, or 2:45 in summer; good enough for a report."""
    evening = instant.replace(hour=3, minute=45, second=0, microsecond=0)
    return evening if evening > instant else evening + timedelta(days=1)

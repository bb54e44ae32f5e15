"""Whatever happens in whatever order: nobody is texted twice, after STOP, at night or too often."""

import contextlib
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from followup.care import planning
from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import Clinic, OptOutReply, Patient
from followup.lib import clock
from followup.messaging import claim, decide, dispatch, poll, receive, recheck, reconcile, senders
from followup.messaging.delivery import Said
from followup.messaging.models import Inbound, Message, MessageKind, Status
from followup.messaging.outbox import AT_ONCE
from followup.messaging.providers import choice
from followup.messaging.providers.base import Received
from followup.messaging.receive import Report
from followup.replies import alerts, calls, conversation
from followup.replies.models import Reply
from tests.engine import reachable
from tests.messaging.pretend_network import MOODS, Killed, PretendNetwork, Taken
from tests.sandbox_fixture import OURS

DENVER = ZoneInfo("America/Denver")
# A Monday morning; the second phone is two hours ahead.
BEGINS = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
NUMBERS = ("+17205550177", "+12125550188")
PER_DAY, PER_WEEK = 1, 3
STILL_GO = {MessageKind.OPT_OUT, MessageKind.SAFETY_TEXT, MessageKind.ALERT, MessageKind.OPT_IN}
WORDS = ("STOP", "START", "4", "no bruise", "9, unbearable", "I can't breathe", "thanks", "HELP")
SAID: tuple[tuple[str, Said], ...] = (
    ("sent", Said("accepted")),
    ("delivered", Said("delivered")),
    ("queued", Said("accepted")),
    ("teleported", Said(None)),
)


class Engine(RuleBasedStateMachine):
    """The true engine on the true database; only the provider and the clock are pretended."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINS
        self.stopped: set[str] = set()
        self.broken: list[str] = []
        self.heard: set[str] = set()
        self.network = PretendNetwork(now=lambda: self.now, looks=self._look)
        self.clinic, self.patients = world.clinic, world.patients
        world.machine = self
        self._undone = transaction.atomic()
        self._undone.__enter__()

    @rule(
        who=st.sampled_from((0, 1)),
        region=st.sampled_from(("knee", "upper_back")),
        minutes=st.sampled_from((20, 45, 24 * 60, 25 * 60)),
    )
    def treat(self, who: int, region: str, minutes: int) -> None:
        treated_at = self.now - timedelta(minutes=minutes)
        visit = planning.Visit(treated_at=treated_at, regions=(region,))
        planning.log_treatment(patient=self.patients[who], visit=visit, at=self.now)

    @rule(minutes=st.sampled_from((5, 30, 180, 9 * 60, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(mood=st.sampled_from(MOODS))
    def dispatch(self, mood: str) -> None:
        self.network.mood = mood
        with contextlib.suppress(Killed):
            dispatch.dispatch()
        self.network.mood = "takes"

    @rule()
    def a_worker_dies_with_a_claim(self) -> None:
        claim.planned(at=self.now)

    @rule()
    def a_worker_dies_with_a_decision(self) -> None:
        decide.decide(ids=claim.planned(at=self.now), at=self.now)

    @rule(decided=st.booleans())
    def a_worker_dies_with_what_was_queued(self, decided: bool) -> None:
        ids = claim.queued(clinic_id=self.clinic.pk, channel="sms", limit=5, at=self.now)
        if decided:
            recheck.still_wanted(ids=ids, at=self.now)

    @rule()
    def the_sweep_finds_what_the_dead_held(self) -> None:
        for table in ("messaging_message", "care_plannedmessage"):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET leased_until = now() - interval '1 second' "  # noqa: S608
                    "WHERE leased_until IS NOT NULL"
                )
        reconcile.sweep()

    @rule(away=st.booleans())
    def the_provider_is_asked(self, away: bool) -> None:
        self.network.is_away = away
        reconcile.reconcile(at=self.now)
        self.network.is_away = False

    @precondition(lambda self: self.network.taken)
    @rule(which=st.integers(0, 5), word=st.sampled_from(SAID), repeat=st.booleans())
    def a_receipt(self, which: int, word: tuple[str, Said], repeat: bool) -> None:
        taken = self.network.taken[-1 - which % len(self.network.taken)]
        report = Report(
            provider="twilio", provider_id=taken.provider_id, status=word[0], said=word[1]
        )
        for _ in range(1 + repeat):
            receive.receipt(public_id=taken.public_id, report=report, at=self.now)

    @rule(
        who=st.sampled_from((0, 1)),
        words=st.sampled_from(WORDS),
        comes=st.sampled_from(("once", "twice", "never")),
    )
    def a_patient_texts(self, who: int, words: str, comes: str) -> None:
        said = Received(f"SM{uuid4().hex}", NUMBERS[who], OURS, words, self.now)
        self.network.said_to_us.append(said)
        for _ in range({"once": 1, "twice": 2, "never": 0}[comes]):
            receive.text(received=said, provider="twilio", at=self.now)
            self._hear(said)

    @rule()
    def the_list_is_polled(self) -> None:
        poll.poll(at=self.now)
        for said in self.network.said_to_us:
            self._hear(said)

    @rule()
    def what_came_in_is_read(self) -> None:
        for inbound in Inbound.objects.filter(read_at__isnull=True).order_by("pk"):
            conversation.read_inbound(inbound.pk, at=self.now)

    @rule()
    def people_are_told(self) -> None:
        alerts.alert_waiting(at=self.now)
        calls.open_calls(at=self.now)

    @invariant()
    def no_promise_is_broken(self) -> None:
        assert self.broken == []

    @invariant()
    def nothing_goes_twice(self) -> None:
        assert [
            key for key, n in Counter(t.public_id for t in self.network.taken).items() if n > 1
        ] == []

    def teardown(self) -> None:
        try:
            self._all_comes_to_rest()
        finally:
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

    def _all_comes_to_rest(self) -> None:
        """However it was left: what is due is settled, what came in is read."""
        for _ in range(4):
            self.the_sweep_finds_what_the_dead_held()
            self.the_provider_is_asked(away=False)
            self.the_list_is_polled()
            self.what_came_in_is_read()
            self.now += timedelta(minutes=25)
            self.dispatch("takes")
            self.nothing_goes_twice()
            self.no_promise_is_broken()
        due = PlannedMessage.objects.filter(due_at__lte=self.now)
        assert not due.filter(state__in=[PlannedState.PLANNED, PlannedState.CLAIMED]).exists()
        assert not Message.objects.filter(status__in=[Status.SENDING, Status.UNKNOWN]).exists()
        assert Reply.objects.count() == len(self.network.said_to_us)

    def _hear(self, said: Received) -> None:
        if said.provider_id in self.heard:
            return
        self.heard.add(said.provider_id)
        if said.body == "STOP":
            self.stopped.add(said.sender)
        if said.body == "START":
            self.stopped.discard(said.sender)

    def _look(self, taken: Taken) -> None:
        """Judge a message at the instant at which the network takes it."""
        message = Message.objects.get(public_id=taken.public_id)
        if message.patient is None:
            return
        if taken.to in self.stopped and message.kind not in STILL_GO:
            self.broken.append(f"{message.kind} after STOP")
        local = taken.at.astimezone(DENVER)
        if message.kind not in AT_ONCE and not time(8) <= local.time() < time(21):
            self.broken.append(f"{message.kind} at {local}")
        if message.planned_id is not None:
            self._count(message, local)

    def _count(self, message: Message, local: datetime) -> None:
        before = [
            taken.at.astimezone(DENVER).date()
            for taken in self.network.taken
            if taken.to == message.to
            and Message.objects.filter(public_id=taken.public_id, planned__isnull=False).exists()
        ]
        if before.count(local.date()) >= PER_DAY:
            self.broken.append(f"{message.kind} over the cap of {local.date()}: {before}")
        week = [day for day in before if (local.date() - day).days < 7]
        if len(week) >= PER_WEEK:
            self.broken.append(f"{message.kind} over the cap of a week: {week}")


class World:
    """Whom the machines treat, and which of them the clock and the network are now."""

    clinic: Clinic
    patients: list[Patient]
    machine: Engine


world = World()


@pytest.fixture
def _pretended(peak: Clinic, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    peak.cap_per_day, peak.cap_per_week = PER_DAY, PER_WEEK
    peak.opt_out_reply = OptOutReply.CLINIC
    peak.save()
    world.clinic = peak
    world.patients = [
        reachable(peak, "Pat", str(place), number=number, at=BEGINS)
        for place, number in enumerate(NUMBERS)
    ]
    settings.UNKNOWN_ASK_AFTER_SECONDS = 0
    settings.SMS_PER_SECOND = settings.EMAILS_PER_SECOND = 1000
    senders.ensure()
    monkeypatch.setattr(clock, "now", lambda: world.machine.now)
    for channel in ("sms", "email"):
        monkeypatch.setattr(choice, channel, lambda: world.machine.network)


@pytest.mark.usefixtures("_pretended")
def test_no_sequence_of_events_breaks_a_promise_or_loses_a_reply() -> None:
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

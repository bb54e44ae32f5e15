"""The dry run of a day equals what is then really sent, message for message."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from followup.care import planning
from followup.care.models import FollowUp, Kind, PlannedMessage, PlannedState
from followup.clinic import consent, contacts, policy
from followup.clinic.models import Channel, Clinic, ContactPoint, Patient
from followup.lib import clock
from followup.messaging import dry_run, optout
from followup.messaging.ahead import Line
from followup.messaging.dispatch import Turn
from followup.messaging.models import Message, Status, Template, TemplateVersion
from tests.engine import reachable, texts
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], Turn]
DENVER = ZoneInfo("America/Denver")
# Monday noon; foreseen is the Tuesday.
TUESDAY = datetime(2026, 3, 3, tzinfo=DENVER)
WEDNESDAY = TUESDAY + timedelta(days=1)


class Said(NamedTuple):
    """What can be compared: to whom, what, on which channel, when, and why not."""

    patient: int
    kind: str
    outcome: str
    channel: str
    reason: str
    at: datetime


def foreseen(clinic: Clinic, at: datetime) -> list[Line]:
    return dry_run.foresee(clinic=clinic, starts=TUESDAY, ends=WEDNESDAY, at=at)


def as_foreseen(lines: list[Line]) -> set[Said]:
    return {
        Said(
            line.patient_id, line.kind, line.outcome, line.channel,
            "" if line.outcome == "send" else line.reason, line.at,
        )
        for line in lines
        if line.outcome != "hold"
    }  # fmt: skip


def as_it_went() -> set[Said]:
    """What the day really brought, from the rows that it left behind."""
    day = (TUESDAY, WEDNESDAY - timedelta(seconds=1))
    sent = Message.objects.filter(accepted_at__range=day)
    skipped = PlannedMessage.objects.filter(settled_at__range=day, state=PlannedState.SKIPPED)
    failed = Message.objects.filter(settled_at__range=day, status=Status.FAILED)
    return {
        *(
            Said(m.patient_id or 0, m.kind, "send", m.channel, "", m.accepted_at or m.created_at)
            for m in sent
        ),
        *(Said(p.patient_id, p.kind, "skip", "", p.reason, p.settled_at) for p in skipped),
        *(Said(m.patient_id or 0, m.kind, "skip", "", m.reason, m.settled_at) for m in failed),
    }


def live_through(run_at: Run, *, begins: datetime) -> None:
    """Dispatch whenever anything is due, until the Tuesday is over."""
    instant = begins
    while instant < WEDNESDAY:
        run_at(instant)
        waiting = [
            *PlannedMessage.objects.filter(state="planned").values_list("due_at", flat=True),
            *Message.objects.filter(status=Status.QUEUED).values_list("due_at", flat=True),
        ]
        instant = max(instant, min(waiting, default=WEDNESDAY))


def visit(patient: Patient, at: datetime, *, hours: float, **more: object) -> None:
    """A treatment so many hours before `at`, logged at once."""
    treated_at = at - timedelta(hours=hours)
    facts = {"regions": ("knee",), **more}
    planning.log_treatment(
        patient=patient,
        visit=planning.Visit(treated_at=treated_at, **facts),  # type: ignore[arg-type]
        at=treated_at + timedelta(minutes=1),
    )


@pytest.fixture
def cast(peak: Clinic, at: datetime) -> dict[str, Patient]:
    """Ten patients, each with something of their own."""
    began = at - timedelta(days=30)

    def person(name: str, number: int, email: str = "") -> Patient:
        return reachable(peak, name, "Stone", number=f"+1720555{number:04}", email=email, at=began)

    names = (
        "asked",
        "nudged",
        "evening",
        "capped",
        "paused",
        "hand",
        "far",
        "late",
        "spanish",
    )
    cast = {name: person(name.capitalize(), 300 + count) for count, name in enumerate(names)}
    cast["refused"] = person("Refused", 350)
    cast["mailed"] = person("Mailed", 351, "mailed@example.com")
    cast["nowhere"] = person("Nowhere", 352)
    return cast


@pytest.fixture
def lived(
    cast: dict[str, Patient], peak: Clinic, at: datetime, run_at: Run, twilio: Sandbox
) -> datetime:
    """Their treatments since the Saturday, and all that was sent until Monday noon."""
    visit(cast["nudged"], at, hours=25)
    visit(cast["late"], at, hours=71, visit_number=1, series_length=6)
    live(run_at, at)
    visit(cast["asked"], at, hours=2, next_visit_at=at + timedelta(days=3))
    visit(cast["evening"], at, hours=1, regions=("neck",))
    for _ in range(2):
        visit(cast["capped"], at, hours=3, regions=("knee",))
    visit(cast["paused"], at, hours=4)
    visit(cast["hand"], at, hours=5)
    visit(cast["far"], at, hours=3.5)
    visit(cast["spanish"], at, hours=6)
    for name in ("refused", "mailed", "nowhere"):
        visit(cast[name], at, hours=2.5)
    _complicate(cast, peak, at)
    return at


def live(run_at: Run, until: datetime) -> None:
    due = PlannedMessage.objects.filter(state="planned", due_at__lte=until)
    while instant := due.order_by("due_at").values_list("due_at", flat=True).first():
        run_at(instant)


def _complicate(cast: dict[str, Patient], peak: Clinic, at: datetime) -> None:
    consent.revoke(patient=cast["refused"], channel=Channel.SMS, at=at, how="staff")
    dead = ContactPoint.objects.get(patient=cast["mailed"], channel=Channel.SMS)
    contacts.mark_unreachable(
        clinic_id=peak.pk, channel=Channel.SMS, index=dead.index, reason="30005", at=at
    )
    ContactPoint.objects.filter(patient=cast["nowhere"]).delete()
    planning.pause(patient_id=cast["paused"].pk, at=at)
    PlannedMessage.objects.filter(patient=cast["hand"], step__slug="day1").update(
        due_at=TUESDAY.replace(hour=7), moved_because="by_hand"
    )
    Patient.objects.filter(pk=cast["far"].pk).update(time_zone="America/Los_Angeles")
    Patient.objects.filter(pk=cast["spanish"].pk).update(language="es")
    template = Template.objects.create(clinic=peak, kind="check_in", channel="sms", language="es")
    TemplateVersion.objects.create(
        clinic=peak, template=template, number=1, source="{{ 1 / 0 }}", published_at=at
    )
    # One more row of the same day than the cap allows.
    first = PlannedMessage.objects.filter(patient=cast["late"], kind="booking").get()
    PlannedMessage.objects.filter(pk=first.pk).update(
        state="planned", reason="", settled_at=None, due_at=TUESDAY.replace(hour=16),
        expires_at=TUESDAY.replace(hour=23),
    )  # fmt: skip


def test_the_dry_run_of_a_day_is_what_is_then_sent_message_for_message(
    lived: datetime, peak: Clinic, run_at: Run, twilio: Sandbox
) -> None:
    lines = foreseen(peak, lived)
    before = len(texts(twilio))
    live_through(run_at, begins=lived)
    assert as_foreseen(lines) == as_it_went()
    # It was a day on which there was something to foresee.
    outcomes = {(line.kind, line.outcome, line.reason) for line in lines}
    assert {("check_in", "send", ""), ("nudge", "send", "")} <= outcomes
    reasons = {line.reason for line in lines if line.outcome == "skip"}
    assert {"no_consent", "no_contact", "template", "cap"} <= reasons
    assert {line.channel for line in lines} >= {"sms", "email"}
    by_text = [line for line in lines if (line.outcome, line.channel) == ("send", "sms")]
    assert len(by_text) <= len(texts(twilio)) - before


def test_it_writes_nothing(lived: datetime, peak: Clinic) -> None:
    def state() -> list[object]:
        rows = PlannedMessage.objects.order_by("pk").values_list(
            "pk", "state", "due_at", "reason", "moved_because"
        )
        return [*rows, Message.objects.count(), FollowUp.objects.count()]

    before = state()
    foreseen(peak, lived)
    assert state() == before


def test_a_nudge_is_listed_as_if_nobody_answered(
    lived: datetime, cast: dict[str, Patient], peak: Clinic
) -> None:
    nudges = [line for line in foreseen(peak, lived) if line.kind == Kind.NUDGE]
    assert cast["nudged"].pk in {line.patient_id for line in nudges}
    assert all(line.unless_answered for line in nudges)


def test_contact_details_are_masked(lived: datetime, peak: Clinic) -> None:
    sent = [line for line in foreseen(peak, lived) if line.outcome == "send"]
    assert all("•••" in line.to for line in sent)


def test_what_is_closed_today_is_foreseen_with_the_day_that_it_waits_for(
    lived: datetime, peak: Clinic, run_at: Run, twilio: Sandbox
) -> None:
    policy.close_on(clinic=peak, day=TUESDAY.date(), at=lived)
    lines = foreseen(peak, lived)
    held = {line.reason for line in lines if line.outcome == "hold"}
    assert "closed" in held
    live_through(run_at, begins=lived)
    assert as_foreseen(lines) == as_it_went()


def test_who_stops_is_foreseen_as_nothing(
    lived: datetime, cast: dict[str, Patient], peak: Clinic, run_at: Run, twilio: Sandbox
) -> None:
    optout.opt_out_patient(patient=cast["asked"], channel=Channel.SMS, at=lived, how="keyword")
    lines = foreseen(peak, lived)
    assert cast["asked"].pk not in {line.patient_id for line in lines if line.outcome == "send"}
    live_through(run_at, begins=lived)
    assert as_foreseen(lines) == as_it_went()


def test_what_waits_in_the_queue_is_looked_at_as_the_dispatcher_will(
    lived: datetime, cast: dict[str, Patient], peak: Clinic, run_at: Run, twilio: Sandbox
) -> None:
    twilio.control("faults", {"kind": "http_429", "times": 1})
    first = PlannedMessage.objects.filter(state="planned").earliest("due_at")
    run_at(max(first.due_at, lived))
    waiting = Message.objects.filter(status=Status.QUEUED)
    assert waiting.exists()
    waiting.update(due_at=TUESDAY.replace(hour=3))
    now = clock.now()
    lines = foreseen(peak, now)
    live_through(run_at, begins=now)
    assert as_foreseen(lines) == as_it_went()

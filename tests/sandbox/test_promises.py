"""The judge of promises sees a text after STOP, one at night, and one too many."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from followup.care.models import PlannedMessage
from followup.clinic.models import Patient
from followup.messaging.models import Attempt, Inbound, Message, MessageKind
from followup.sandbox import promises
from tests.engine import treated
from tests.messaging.calls import HAL, message_to

NIGHT = timedelta(hours=10)


@pytest.fixture
def stopped(hal: Patient, at: datetime) -> dict[str, Any]:
    """The record of a STOP that we answered two seconds after noon."""
    message = message_to(hal, clinic=hal.clinic, at=at)
    Inbound.objects.create(
        clinic=hal.clinic, channel="sms", provider="twilio", provider_id="SMstop", sender=HAL,
        sender_index=message.to_index, body="STOP", received_at=at,
    )  # fmt: skip
    answered = {"at": (at + timedelta(seconds=2)).isoformat(), "outcome": "200"}
    webhook = {"kind": "inbound", "about": "SMstop", "delivered": True, "tries": [answered]}
    return {"outbound": [line(message, at)], "emails": [], "webhooks": [webhook]}


@pytest.mark.parametrize(("seconds", "broken"), [(0, 0), (1.9, 0), (2.1, 1), (3600, 1)], ids=str)
def test_a_text_begun_after_a_stop_was_heard_is_seen(
    stopped: dict[str, Any], hal: Patient, at: datetime, seconds: float, broken: int
) -> None:
    tried(Message.objects.get(), at + timedelta(seconds=seconds))
    assert len(promises.after_stop(ledger=stopped)) == broken


def test_the_confirmation_of_a_stop_may_follow_it(
    stopped: dict[str, Any], hal: Patient, at: datetime
) -> None:
    Message.objects.update(kind=MessageKind.OPT_OUT)
    tried(Message.objects.get(), at + timedelta(seconds=5))
    assert promises.after_stop(ledger=stopped) == []


def test_a_text_at_night_is_seen_and_one_at_noon_is_not(hal: Patient, at: datetime) -> None:
    message = message_to(hal, clinic=hal.clinic, at=at)
    assert promises.outside_window(ledger=only(line(message, at))) == []
    assert len(promises.outside_window(ledger=only(line(message, at + NIGHT)))) == 1


def test_a_safety_text_may_go_at_night(hal: Patient, at: datetime) -> None:
    message = message_to(hal, clinic=hal.clinic, at=at, kind=MessageKind.SAFETY_TEXT)
    assert promises.outside_window(ledger=only(line(message, at + NIGHT))) == []


@pytest.mark.parametrize(("per_day", "broken"), [(1, 1), (2, 0)])
def test_more_on_one_day_than_the_cap_is_seen(
    hal: Patient, at: datetime, per_day: int, broken: int
) -> None:
    hal.clinic.cap_per_day = per_day
    hal.clinic.save()
    lines = automated(hal, at, days=(0, 0))
    assert len(promises.over_cap(ledger=only(*lines))) == broken


@pytest.mark.parametrize(("days", "broken"), [((0, 1, 6), 1), ((0, 1, 7), 0)])
def test_more_in_seven_days_than_the_cap_is_seen(
    hal: Patient, at: datetime, days: tuple[int, ...], broken: int
) -> None:
    hal.clinic.cap_per_week = 2
    hal.clinic.save()
    lines = automated(hal, at, days=days)
    assert len(promises.over_cap(ledger=only(*lines))) == broken


def automated(hal: Patient, at: datetime, *, days: tuple[int, ...]) -> list[dict[str, Any]]:
    treated(hal, at=at)
    rows = PlannedMessage.objects.order_by("pk")[: len(days)]
    return [
        line(message_to(hal, clinic=hal.clinic, at=at, planned=row), at + timedelta(days=day))
        for row, day in zip(rows, days, strict=True)
    ]


def tried(message: Message, at: datetime) -> None:
    Attempt.objects.create(clinic=message.clinic, message=message, number=1, started_at=at)


def line(message: Message, at: datetime) -> dict[str, Any]:
    return {
        "status_callback": f"https://clinic.example.com/twilio/status/{message.public_id}",
        "created": at.isoformat(),
        "provider_reply": False,
    }


def only(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"outbound": list(lines), "emails": [], "webhooks": []}

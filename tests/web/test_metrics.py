"""The metrics: the engine in numbers, for those who may read them."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from followup.clinic.models import Clinic, Patient
from followup.lib import pulse
from followup.messaging.models import Attempt, Inbound, MessageKind, Outcome, Status
from followup.reports import metrics
from tests.engine import due, treated
from tests.messaging.calls import message_to

TOKEN = "a-long-token"
pytestmark = pytest.mark.django_db


def test_with_a_token_only_who_says_it_reads_them(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == HTTPStatus.FORBIDDEN
    wrong = client.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == HTTPStatus.FORBIDDEN
    right = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert right.status_code == HTTPStatus.OK
    assert b"followup_planned_due 0" in right.content


def test_without_a_token_they_are_read_on_this_machine_only(client: Client) -> None:
    assert client.get("/metrics").status_code == HTTPStatus.OK
    elsewhere = client.get("/metrics", REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == HTTPStatus.FORBIDDEN
    by_proxy = client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert by_proxy.status_code == HTTPStatus.FORBIDDEN


def test_what_waits_is_counted_with_the_age_of_the_oldest(hal: Patient, at: datetime) -> None:
    treated(hal, at=at)
    later = due("aftercare").due_at + timedelta(minutes=10)
    message_to(hal, clinic=hal.clinic, at=at, status=Status.QUEUED, kind=MessageKind.MANUAL)
    message_to(hal, clinic=hal.clinic, at=at, status=Status.UNKNOWN)
    values = _values(later)
    assert values["followup_planned_due"] == 1
    assert values["followup_planned_oldest_seconds"] == 600
    assert values["followup_queued"] == 1
    assert values["followup_queued_oldest_seconds"] == (later - at).total_seconds()
    assert values["followup_unknown"] == 1
    assert values['followup_messages_day{channel="sms",status="unknown"}'] == 1


def test_an_unread_reply_and_a_providers_error_are_counted(hal: Patient, at: datetime) -> None:
    _inbound(hal.clinic, at)
    message = message_to(hal, clinic=hal.clinic, at=at)
    Attempt.objects.create(
        clinic=hal.clinic, message=message, number=1, started_at=at, ended_at=at,
        outcome=Outcome.LATER, error_code="20429",
    )  # fmt: skip
    values = _values(at + timedelta(minutes=2))
    assert values["followup_inbound_unread"] == 1
    assert values["followup_inbound_oldest_seconds"] == 120
    assert values['followup_provider_errors_day{error_code="20429"}'] == 1


def test_the_last_tick_is_told_and_that_there_was_none(at: datetime) -> None:
    assert _values(at)["followup_tick_seconds"] == -1
    pulse.beat()
    assert 0 <= _values(at)["followup_tick_seconds"] < 60


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    metric = metrics.Metric("x", "Odd.", [({"code": 'a"b\\c\nd'}, 1)])
    assert metrics.text([metric]).splitlines()[2] == r'followup_x{code="a\"b\\c\nd"} 1'


def _values(at: datetime) -> dict[str, float]:
    lines = metrics.text(metrics.gather(at=at)).splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def _inbound(clinic: Clinic, at: datetime) -> None:
    Inbound.objects.create(
        clinic=clinic,
        channel="sms",
        provider="twilio",
        provider_id="SM1",
        sender="+17195550111",
        sender_index="x",
        received_at=at,
    )

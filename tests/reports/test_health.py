"""The health page: well, or what is wrong and what to do."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from followup.care import planning
from followup.clinic.models import Clinic, Patient
from followup.lib import pulse
from followup.messaging.models import Inbound
from followup.reports import health


@pytest.fixture(autouse=True)
def _no_pulse_yet(db: None) -> None:
    cache.clear()


def test_an_engine_that_ticks_is_well(client: Client) -> None:
    pulse.beat()
    answer = client.get("/health")
    assert answer.status_code == HTTPStatus.OK
    assert answer.json()["troubles"] == []


def test_without_a_tick_somebody_is_told_to_start_the_worker(client: Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Start worker and beat" in answer.json()["troubles"][0]


def test_a_tick_of_long_ago_counts_as_none(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        pulse.beat()
    with time_machine.travel(at + timedelta(minutes=5), tick=False):
        found = health.look(at=at)
    assert found.tick_seconds == 300
    assert not found.is_well


def test_messages_long_overdue_are_a_trouble(peak: Clinic, grace: Patient, at: datetime) -> None:
    visit = planning.Visit(treated_at=at - timedelta(hours=2), regions=("knee",))
    planning.log_treatment(patient=grace, visit=visit, at=at - timedelta(hours=2))
    with time_machine.travel(at, tick=False):
        pulse.beat()
        found = health.look(at=at)
    assert found.due_seconds == 90 * 60
    assert "overdue" in found.troubles[0]


def test_a_reply_that_nobody_reads_is_a_trouble(clinic: Clinic, at: datetime) -> None:
    Inbound.objects.create(
        clinic=clinic,
        channel="sms",
        provider="twilio",
        provider_id="SM1",
        sender="+17195550111",
        sender_index="x",
        received_at=at - timedelta(minutes=6),
    )
    with time_machine.travel(at, tick=False):
        pulse.beat()
        found = health.look(at=at)
    assert found.unread_seconds == 360
    assert "not being read" in found.troubles[0]


def test_a_database_that_is_away_is_a_finding(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(away):
        answer = client.get("/health")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json()["database"] is False


def test_the_process_answers_without_any_check(client: Client) -> None:
    assert client.get("/health/live").content == b"ok\n"

"""When a provider is asked what became of a text, and when asking is over."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from followup.care.models import Kind
from followup.clinic.models import Patient
from followup.messaging import claim, reconcile, senders
from followup.messaging.decide import decide
from followup.messaging.models import Attempt, Message, Outcome, Status
from followup.messaging.providers.base import ProviderAwayError
from followup.messaging.providers.choice import provider_of
from tests.engine import due, texts, treated
from tests.sandbox_fixture import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(twilio: Sandbox, hal: Patient, at: datetime, settings: Any) -> Message:
    """A text that a worker decided to send, and of which it never said more."""
    settings.LEASE_SECONDS, settings.UNKNOWN_ASK_AFTER_SECONDS = 20, 60
    treated(hal, at=at)
    senders.ensure()
    row = due(Kind.AFTERCARE)
    (message,) = decide(ids=claim.planned(at=row.due_at), at=row.due_at)
    return message


def _the_lease_runs_out() -> None:
    Message.objects.update(leased_until=Now() - timedelta(seconds=1))


def _seconds_until_asked() -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM ask_at - statement_timestamp()) FROM messaging_message"
        )
        return float(cursor.fetchone()[0])


def _the_time_to_ask_comes() -> None:
    Message.objects.update(ask_at=Now())


def test_what_a_dead_worker_left_is_asked_about_at_once_and_again_a_lease_later(
    left: Message, at: datetime
) -> None:
    _the_lease_runs_out()
    assert reconcile.sweep() == (0, 1)
    assert _seconds_until_asked() <= 0
    assert reconcile.reconcile(at=left.due_at) == 0
    assert 15 < _seconds_until_asked() <= 20
    assert Message.objects.get().status == Status.UNKNOWN


def test_after_a_silent_provider_it_is_asked_as_late_as_the_settings_say(left: Message) -> None:
    Attempt.objects.update(outcome=Outcome.UNKNOWN, ended_at=F("started_at"))
    Message.objects.update(status=Status.UNKNOWN, leased_until=None, ask_at=Now())
    assert reconcile.reconcile(at=left.due_at) == 0
    assert 55 < _seconds_until_asked() <= 60


def test_absent_twice_it_is_queued_and_nothing_was_sent_blindly(
    left: Message, twilio: Sandbox
) -> None:
    _the_lease_runs_out()
    reconcile.sweep()
    reconcile.reconcile(at=left.due_at)
    assert texts(twilio) == []
    _the_time_to_ask_comes()
    assert reconcile.reconcile(at=left.due_at) == 1
    assert Message.objects.get().status == Status.QUEUED
    assert Attempt.objects.get().outcome == Outcome.NEVER_ARRIVED


def test_a_lease_that_still_runs_is_left_alone(left: Message) -> None:
    assert reconcile.sweep() == (0, 0)
    assert Message.objects.get().status == Status.SENDING


def test_while_one_worker_asks_another_has_nothing_to_ask(left: Message) -> None:
    _the_lease_runs_out()
    reconcile.sweep()
    assert [message.pk for message in reconcile._claimed()] == [left.pk]
    assert reconcile._claimed() == []
    assert Message.objects.get().status == Status.UNKNOWN


def test_what_a_provider_that_is_away_did_not_say_is_asked_with_the_next_sweep(
    left: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ProviderAwayError("nobody answers")

    _the_lease_runs_out()
    reconcile.sweep()
    monkeypatch.setattr(provider_of("sms"), "find", away)
    assert reconcile.reconcile(at=left.due_at) == 0
    assert _seconds_until_asked() <= 0
    assert Message.objects.get().asked == 0

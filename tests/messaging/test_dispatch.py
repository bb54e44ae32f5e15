"""The dispatcher against a real database and a provider over real HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.care.models import CheckIn, Kind, PlannedMessage, PlannedState
from followup.clinic import consent
from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging import reconcile
from followup.messaging.dispatch import Turn
from followup.messaging.models import Attempt, Message, Outcome, Status
from followup.replies import calls
from tests.engine import due, reachable, texts, treated
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], Turn]


@pytest.fixture
def aftercare(hal: Patient, at: datetime) -> PlannedMessage:
    treated(hal, at=at)
    return due(Kind.AFTERCARE)


def test_what_is_due_goes_out_once_with_our_id_in_its_callback(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    run_at(aftercare.due_at)
    run_at(aftercare.due_at)
    message = Message.objects.get()
    assert message.status == Status.ACCEPTED
    (sent,) = texts(twilio)
    assert sent["sid"] == message.provider_id
    assert sent["to"] == "+17205550177"
    assert sent["body"] == message.body
    aftercare.refresh_from_db()
    assert aftercare.state == PlannedState.DONE


def test_nothing_goes_before_it_is_due(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    assert run_at(aftercare.due_at - timedelta(seconds=1)).claimed == 0
    assert texts(twilio) == []


def test_a_patient_who_has_not_agreed_is_skipped_with_the_reason(
    twilio: Sandbox, peak: Clinic, at: datetime, run_at: Run
) -> None:
    silent = reachable(peak, "Ida", "Moss", number="+17205550178", at=at)
    consent.revoke(patient=silent, channel=Channel.SMS, at=at, how="staff")
    treated(silent, at=at)
    row = due(Kind.AFTERCARE)
    run_at(row.due_at)
    row.refresh_from_db()
    assert (row.state, row.reason) == (PlannedState.SKIPPED, "no_consent")
    assert texts(twilio) == []


def test_too_late_is_skipped_and_shown(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    run_at(aftercare.expires_at)
    aftercare.refresh_from_db()
    assert (aftercare.state, aftercare.reason) == (PlannedState.SKIPPED, "expired")


def test_nobody_is_texted_at_night_even_when_the_row_says_so(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    night = datetime.fromisoformat("2026-03-03T09:30+00:00")
    PlannedMessage.objects.filter(pk=aftercare.pk).update(due_at=night)
    run_at(night)
    aftercare.refresh_from_db()
    assert aftercare.state == PlannedState.PLANNED
    assert aftercare.due_at == datetime.fromisoformat("2026-03-03T16:00+00:00")
    assert texts(twilio) == []


def test_an_accepted_check_in_plans_its_nudge_from_the_send(
    twilio: Sandbox, hal: Patient, at: datetime, run_at: Run
) -> None:
    treated(hal, at=at)
    check_in = PlannedMessage.objects.get(kind=Kind.CHECK_IN, step__slug="day1")
    run_at(due(Kind.AFTERCARE).due_at)
    run_at(check_in.due_at + timedelta(minutes=7))
    nudge = due(Kind.NUDGE)
    assert nudge.due_at == check_in.due_at + timedelta(days=1, minutes=7)
    assert CheckIn.objects.get().asked_at == check_in.due_at + timedelta(minutes=7)


def test_the_provider_busy_means_a_later_try_and_one_text(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    twilio.control("faults", {"kind": "http_429", "times": 1})
    run_at(aftercare.due_at)
    message = Message.objects.get()
    assert message.status == Status.QUEUED
    assert message.due_at > aftercare.due_at
    run_at(message.due_at)
    assert len(texts(twilio)) == 1
    assert list(Attempt.objects.order_by("number").values_list("outcome", flat=True)) == [
        Outcome.LATER,
        Outcome.ACCEPTED,
    ]


def test_a_lost_answer_is_found_at_the_provider_and_never_sent_again(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    twilio.control("faults", {"kind": "drop_after", "times": 1})
    run_at(aftercare.due_at)
    assert Message.objects.get().status == Status.UNKNOWN
    reconcile.reconcile(at=aftercare.due_at)
    message = Message.objects.get()
    assert message.status == Status.ACCEPTED
    run_at(aftercare.due_at + timedelta(hours=1))
    (sent,) = texts(twilio)
    assert sent["sid"] == message.provider_id


def test_a_text_that_never_arrived_is_sent_again_after_asking_twice(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    twilio.control("faults", {"kind": "drop_before", "times": 1})
    run_at(aftercare.due_at)
    reconcile.reconcile(at=aftercare.due_at)
    assert Message.objects.get().status == Status.UNKNOWN
    reconcile.reconcile(at=aftercare.due_at)
    assert Message.objects.get().status == Status.QUEUED
    run_at(aftercare.due_at + timedelta(minutes=3))
    assert Message.objects.get().status == Status.ACCEPTED
    assert len(texts(twilio)) == 1


def test_a_landline_falls_back_to_email(
    twilio: Sandbox, peak: Clinic, at: datetime, run_at: Run
) -> None:
    both = reachable(peak, "Joy", "Lund", number="+17205550179", email="joy@example.com", at=at)
    treated(both, at=at)
    twilio.control("faults", {"kind": "error", "code": 21614, "times": 1})
    row = due(Kind.AFTERCARE)
    run_at(row.due_at)
    statuses = {m.channel: m.status for m in Message.objects.all()}
    assert statuses == {"sms": Status.FAILED, "email": Status.ACCEPTED}
    (mail,) = twilio.ledger()["emails"]
    assert "joy@example.com" in str(mail)


def test_refused_credentials_halt_the_sender_and_lose_nothing(
    twilio: Sandbox, aftercare: PlannedMessage, run_at: Run
) -> None:
    twilio.control("faults", {"kind": "error", "code": 20003, "times": 1})
    run_at(aftercare.due_at)
    message = Message.objects.get()
    assert message.status == Status.QUEUED
    assert run_at(message.due_at).claimed == 0
    assert texts(twilio) == []


def test_an_email_of_which_nobody_knows_is_left_to_a_person_and_never_sent_again(
    twilio: Sandbox, peak: Clinic, at: datetime, run_at: Run
) -> None:
    treated(reachable(peak, "Joy", "Lund", email="joy@example.com", at=at), at=at)
    twilio.control("faults", {"kind": "smtp_drop_after", "times": 1})
    row = due(Kind.AFTERCARE)
    run_at(row.due_at)
    for _ in range(3):
        reconcile.reconcile(at=row.due_at)
    run_at(row.due_at + timedelta(hours=1))
    assert Message.objects.get().status == Status.UNKNOWN
    assert len(twilio.ledger()["emails"]) == 1
    assert calls.open_calls(at=row.due_at + timedelta(hours=1)) == 1

"""A conversation in the order of time, with what was not sent and what is still planned."""

from datetime import datetime, timedelta

from followup.care import planning
from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import Clinic, Patient
from followup.messaging.models import Inbound, Message, Status
from followup.replies.models import Reply
from followup.reports import conversation


def test_said_answered_and_planned_stand_in_the_order_of_time(
    peak: Clinic, grace: Patient, at: datetime
) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    planning.log_treatment(patient=grace, visit=visit, at=at)
    _message(grace, "How sore?", at + timedelta(minutes=1))
    _reply(grace, "4", at + timedelta(minutes=2))
    turns = conversation.with_patient(grace)
    assert [turn.at for turn in turns] == sorted(turn.at for turn in turns)
    assert [turn.side for turn in turns[:3]] == ["clinic", "patient", "planned"]
    assert {turn.side for turn in turns[2:]} == {"planned"}


def test_a_message_tells_whether_it_arrived_and_why_not(grace: Patient, at: datetime) -> None:
    _message(grace, "one", at, status=Status.DELIVERED)
    _message(grace, "two", at + timedelta(1), status=Status.FAILED, reason="opted_out")
    arrived, failed = conversation.with_patient(grace)
    assert (arrived.state, arrived.trouble) == ("delivered", False)
    assert (failed.state, failed.trouble) == ("not delivered: opted out", True)


def test_a_skipped_message_says_why(peak: Clinic, grace: Patient, at: datetime) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    planning.log_treatment(patient=grace, visit=visit, at=at)
    PlannedMessage.objects.filter(kind="check_in").update(
        state=PlannedState.SKIPPED, reason="cap", settled_at=at
    )
    assert "skipped: enough messages for one day or week" in {
        turn.state for turn in conversation.with_patient(grace)
    }


def test_nobody_elses_words_are_in_it(clinic: Clinic, grace: Patient, at: datetime) -> None:
    other = Patient.objects.create(clinic=clinic, first_name="Ann")
    _message(other, "for Ann", at)
    _reply(other, "from Ann", at)
    assert conversation.with_patient(grace) == []


def _message(
    patient: Patient, body: str, at: datetime, status: str = Status.ACCEPTED, reason: str = ""
) -> None:
    Message.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        kind="check_in",
        channel="sms",
        to="+17195550111",
        to_index="x",
        body=body,
        status=status,
        reason=reason,
        created_at=at,
        due_at=at,
        expires_at=at + timedelta(days=1),
        accepted_at=at,
    )


def _reply(patient: Patient, words: str, at: datetime) -> Reply:
    inbound = Inbound.objects.create(
        clinic_id=patient.clinic_id,
        channel="sms",
        provider="twilio",
        provider_id=f"SM{Inbound.objects.count()}",
        sender="+1",
        sender_index="x",
        received_at=at,
    )
    reply: Reply = Reply.objects.create(
        clinic_id=patient.clinic_id,
        inbound=inbound,
        patient=patient,
        asked="soreness",
        words=words,
        received_at=at,
    )
    return reply

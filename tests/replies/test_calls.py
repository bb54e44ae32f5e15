"""Whom the front desk must call."""

from datetime import timedelta

import pytest

from followup.care import planning
from followup.care.models import CheckIn, CheckInState, FollowUp, Kind, PlannedMessage
from followup.care.models import PlannedState as State
from followup.clinic.models import Patient, Staff
from followup.messaging.models import Message, MessageKind, Status
from followup.replies import calls
from followup.replies.models import ItemKind, Rank, ReviewItem
from tests.engine import reachable
from tests.replies.talk import Talk, item_of


def _skip(talk: Talk, patient: Patient, *, reason: str, kind: str = Kind.CHECK_IN) -> None:
    regions = ("shoulder",) if kind == Kind.SAFETY_CHECK else ("knee",)
    talk.treat(patient, regions=regions)
    row = PlannedMessage.objects.filter(kind=kind).order_by("due_at").first()
    assert row is not None
    row.state, row.reason, row.settled_at = State.SKIPPED, reason, talk.at
    row.save()


@pytest.mark.parametrize("reason", ["cap", "window", "expired", "no_contact", "unreachable"])
@pytest.mark.parametrize("kind", [Kind.CHECK_IN, Kind.SAFETY_CHECK])
def test_a_question_that_could_not_be_sent_becomes_a_call_once(
    ida: Patient, talk: Talk, reason: str, kind: str
) -> None:
    _skip(talk, ida, reason=reason, kind=kind)
    for _ in range(3):
        calls.open_calls(at=talk.at)
    item = item_of(ida)
    assert (item.kind, item.rank, len(item.reasons)) == (ItemKind.CALL, Rank.ATTENTION, 1)


@pytest.mark.parametrize("reason", ["opted_out", "no_consent", "answered", "new_treatment"])
def test_who_answered_or_wants_no_messages_is_not_called(
    ida: Patient, talk: Talk, reason: str
) -> None:
    _skip(talk, ida, reason=reason)
    assert calls.open_calls(at=talk.at) == 0


def test_aftercare_that_was_not_sent_is_no_reason_to_call(ida: Patient, talk: Talk) -> None:
    _skip(talk, ida, reason="cap", kind=Kind.AFTERCARE)
    assert calls.open_calls(at=talk.at) == 0


def test_a_call_that_was_made_is_not_put_on_the_list_again(
    ida: Patient, talk: Talk, bob: Staff
) -> None:
    _skip(talk, ida, reason="cap")
    calls.open_calls(at=talk.at)
    ReviewItem.objects.update(closed_at=talk.at)
    assert calls.open_calls(at=talk.at + timedelta(minutes=1)) == 0


def _silent(talk: Talk, patient: Patient) -> CheckIn:
    """Asked on Tuesday, nudged on Wednesday, and not a word by Thursday night."""
    check_in = talk.ask(talk.treat(patient))
    nudge = PlannedMessage.objects.get(kind=Kind.NUDGE, patient=patient)
    nudge.state, nudge.settled_at = State.DONE, talk.at + timedelta(hours=48)
    nudge.save()
    check_in.nudged_at = talk.at + timedelta(hours=48)
    check_in.save()
    return check_in


def test_silence_after_the_nudge_becomes_a_call_once(ida: Patient, talk: Talk) -> None:
    check_in = _silent(talk, ida)
    for hour in (73, 74, 75):
        calls.open_calls(at=talk.at + timedelta(hours=hour))
    check_in.refresh_from_db()
    assert check_in.state == CheckInState.CLOSED
    item = item_of(ida)
    assert (item.kind, len(item.reasons)) == (ItemKind.SILENT, 1)


def test_a_late_answer_takes_the_call_off_the_list(ida: Patient, talk: Talk) -> None:
    _silent(talk, ida)
    calls.open_calls(at=talk.at + timedelta(hours=73))
    talk.says("2, no bruise, sorry", hours=80)
    assert not ReviewItem.objects.filter(kind=ItemKind.SILENT, closed_at=None).exists()
    assert calls.open_calls(at=talk.at + timedelta(hours=81)) == 0


def test_a_call_about_silence_that_was_made_is_not_listed_again(ida: Patient, talk: Talk) -> None:
    _silent(talk, ida)
    calls.open_calls(at=talk.at + timedelta(hours=73))
    ReviewItem.objects.update(closed_at=talk.at + timedelta(hours=74))
    assert calls.open_calls(at=talk.at + timedelta(hours=75)) == 0


def test_nobody_is_called_about_a_follow_up_that_was_stopped(ida: Patient, talk: Talk) -> None:
    _silent(talk, ida)
    planning.stop(follow_up=FollowUp.objects.get(), reason="opted_out", at=talk.at)
    assert calls.open_calls(at=talk.at + timedelta(hours=73)) == 0


def test_who_wrote_what_nobody_could_read_was_not_silent(ida: Patient, talk: Talk) -> None:
    _silent(talk, ida)
    talk.says("zxcv qwpo", hours=50)
    calls.open_calls(at=talk.at + timedelta(hours=80))
    assert {item.kind for item in ReviewItem.objects.all()} == {ItemKind.REPLY}


def test_where_others_share_the_phone_the_call_says_that_somebody_did_write(
    ida: Patient, talk: Talk
) -> None:
    hank = reachable(talk.clinic, "Hank", "Vance", number=talk.number, at=talk.at)
    talk.ask(talk.treat(hank))
    _silent(talk, ida)
    talk.says("4", hours=50)
    calls.open_calls(at=talk.at + timedelta(hours=80))
    silent = ReviewItem.objects.get(kind=ItemKind.SILENT, patient=ida)
    assert "surely theirs" in str(silent.reasons)


def _fail(message: Message, *, reason: str = "unreachable") -> None:
    message.status, message.reason = Status.FAILED, reason
    message.save()


def test_a_check_in_that_did_not_arrive_is_listed_once(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    _fail(Message.objects.get())
    for _ in range(3):
        calls.open_calls(at=talk.at + timedelta(hours=25))
    item = item_of(ida)
    assert (item.kind, item.rank, len(item.reasons)) == (ItemKind.DELIVERY, Rank.ATTENTION, 1)


def test_what_nobody_knows_of_is_left_to_a_person(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    Message.objects.update(status=Status.UNKNOWN, ask_at=None)
    assert calls.open_calls(at=talk.at + timedelta(hours=25)) == 1
    assert "nobody knows" in str(item_of(ida).reasons)


def test_while_the_provider_is_still_being_asked_nobody_need_look(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    Message.objects.update(status=Status.UNKNOWN, ask_at=talk.at)
    assert calls.open_calls(at=talk.at + timedelta(hours=25)) == 0


def test_what_went_by_the_other_channel_needs_nobody(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    first = Message.objects.get()
    other = Message.objects.get()
    other.pk, other.public_id = None, type(other)._meta.get_field("public_id").get_default()
    other.channel, other.kind = "email", MessageKind.CHECK_IN
    other.save(force_insert=True)
    _fail(first)
    assert calls.open_calls(at=talk.at + timedelta(hours=25)) == 0


def test_an_alert_that_failed_is_the_next_in_lines_affair(
    ida: Patient, talk: Talk, bob: Staff
) -> None:
    talk.ask(talk.treat(ida))
    message = Message.objects.get()
    message.kind, message.patient, message.staff = MessageKind.ALERT, None, bob
    _fail(message)
    assert calls.open_calls(at=talk.at + timedelta(hours=25)) == 0


def test_charlie_sees_none_of_alices_calls(ida: Patient, talk: Talk, charlie: Staff) -> None:
    _skip(talk, ida, reason="cap")
    calls.open_calls(at=talk.at)
    assert not ReviewItem.objects.visible_to(charlie).exists()

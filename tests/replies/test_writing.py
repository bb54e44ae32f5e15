"""A person's answer: held ten seconds, never past a colleague, never at night, never after STOP."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.clinic import access
from followup.clinic.models import Channel, Clinic, Patient, Role, Staff
from followup.messaging import optout
from followup.messaging.models import TAKEN_BACK, Message, Status
from followup.replies import calls, review, writing
from followup.replies.models import ItemKind, Rank, ReviewItem
from followup.replies.writing import NotSent, Overtaken, Words
from tests.engine import reachable, texts
from tests.replies.talk import Talk, item_of
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], object]
SECOND = timedelta(seconds=1)
TEXT = "Thank you. Keep it moving – we’ll call."


@pytest.fixture
def item(peak: Clinic, ida: Patient, at: datetime) -> ReviewItem:
    row: ReviewItem = ReviewItem.objects.create(
        clinic=peak, patient=ida, kind=ItemKind.REPLY, rank=Rank.ATTENTION, waiting_since=at
    )
    return row


def test_it_is_held_ten_seconds_and_then_goes_once_in_its_cheapest_form(
    twilio: Sandbox, run_at: Run, item: ReviewItem, bob: Staff, at: datetime
) -> None:
    writing.send(item=item, words=_words(), by=bob, at=at)
    run_at(at + 9 * SECOND)
    assert texts(twilio) == []
    run_at(at + 10 * SECOND)
    run_at(at + 20 * SECOND)
    assert [text["body"] for text in texts(twilio)] == ["Thank you. Keep it moving - we'll call."]


def test_taken_back_in_time_it_never_goes_and_nobody_is_asked_to_call(
    twilio: Sandbox, run_at: Run, item: ReviewItem, bob: Staff, at: datetime
) -> None:
    message = writing.send(item=item, words=_words(), by=bob, at=at).message
    assert writing.take_back(message=message, by=bob, at=at + 5 * SECOND)
    run_at(at + 20 * SECOND)
    assert texts(twilio) == []
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.FAILED, TAKEN_BACK)
    assert calls.open_calls(at=at + 60 * SECOND) == 0


def test_what_has_gone_is_not_taken_back(
    twilio: Sandbox, run_at: Run, item: ReviewItem, bob: Staff, at: datetime
) -> None:
    message = writing.send(item=item, words=_words(), by=bob, at=at).message
    run_at(at + 10 * SECOND)
    assert not writing.take_back(message=message, by=bob, at=at + 11 * SECOND)
    message.refresh_from_db()
    assert message.status == Status.ACCEPTED


def test_the_second_of_two_replies_is_stopped(
    item: ReviewItem, alice: Staff, bob: Staff, at: datetime
) -> None:
    first = writing.send(item=item, words=_words(), by=alice, at=at).message
    with pytest.raises(Overtaken, match="colleague has answered"):
        writing.send(item=item, words=_words(), by=bob, at=at + SECOND)
    assert Message.objects.count() == 1
    writing.send(item=item, words=_words(seen_message=first.pk), by=bob, at=at + 2 * SECOND)
    assert Message.objects.count() == 2


def test_a_reply_that_was_taken_back_stops_nobody(
    item: ReviewItem, alice: Staff, bob: Staff, at: datetime
) -> None:
    first = writing.send(item=item, words=_words(), by=alice, at=at).message
    writing.take_back(message=first, by=alice, at=at)
    assert writing.send(item=item, words=_words(), by=bob, at=at).message.pk


def test_it_does_not_pass_new_words_of_the_patient_or_a_closing(
    talk: Talk, ida: Patient, alice: Staff, bob: Staff, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("it is an 8 and swollen")
    item = item_of(ida)
    later = at + timedelta(hours=24.5)
    with pytest.raises(Overtaken, match="written again"):
        writing.send(item=item, words=_words(), by=bob, at=later)
    seen = review.newest_words(item)
    review.resolve(item=item, by=alice, at=later, done="called")
    with pytest.raises(Overtaken, match="closed this"):
        writing.send(item=item, words=_words(seen_reply=seen), by=bob, at=later)
    assert not Message.objects.filter(kind="manual").exists()


def test_after_stop_nothing_is_written_and_what_waited_is_withdrawn(
    twilio: Sandbox, run_at: Run, item: ReviewItem, ida: Patient, bob: Staff, at: datetime
) -> None:
    writing.send(item=item, words=_words(), by=bob, at=at)
    optout.opt_out_patient(patient=ida, channel=Channel.SMS, at=at + SECOND, how="keyword")
    run_at(at + 20 * SECOND)
    assert texts(twilio) == []
    with pytest.raises(NotSent, match="cannot be written to"):
        writing.send(item=item, words=_words(), by=bob, at=at + 30 * SECOND)


def test_closing_with_it_and_without(item: ReviewItem, bob: Staff, at: datetime) -> None:
    assert writing.send(item=item, words=_words(), by=bob, at=at).resolution is None
    newest = writing.newest_by_hand(item.patient_id)
    sent = writing.send(
        item=item, words=_words(seen_message=newest, close=True), by=bob, at=at + SECOND
    )
    assert sent.resolution is not None
    assert sent.resolution.done == "replied"


@pytest.mark.parametrize(
    ("hours", "why"),
    [(-1, "has passed"), (10, "at night"), (15 * 24, "14 days")],
)
def test_an_hour_that_is_none_to_write_at_is_refused(
    item: ReviewItem, bob: Staff, at: datetime, hours: int, why: str
) -> None:
    wished = _words(send_at=at + timedelta(hours=hours))
    with pytest.raises(NotSent, match=why):
        writing.send(item=item, words=wished, by=bob, at=at)


def test_at_a_chosen_hour_it_goes_then_and_not_before(
    twilio: Sandbox, run_at: Run, item: ReviewItem, bob: Staff, at: datetime
) -> None:
    send_at = at + timedelta(hours=24)
    writing.send(item=item, words=_words(send_at=send_at), by=bob, at=at)
    run_at(send_at - SECOND)
    assert texts(twilio) == []
    run_at(send_at)
    assert len(texts(twilio)) == 1


def test_written_at_night_it_waits_for_the_morning(
    twilio: Sandbox, run_at: Run, item: ReviewItem, bob: Staff, at: datetime
) -> None:
    night = at + timedelta(hours=11)
    writing.send(item=item, words=_words(), by=bob, at=night)
    run_at(night + 60 * SECOND)
    assert texts(twilio) == []
    run_at(at + timedelta(hours=20))
    assert len(texts(twilio)) == 1


def test_the_program_leaves_a_round_to_the_person_who_takes_over(
    talk: Talk, ida: Patient, peak: Clinic, bob: Staff, at: datetime
) -> None:
    check_in = talk.ask(talk.treat(ida))
    assert writing.asking(ida.pk) == check_in
    item = ReviewItem.objects.create(
        clinic=peak, patient=ida, kind=ItemKind.CALL, rank=Rank.ATTENTION, waiting_since=at
    )
    later = at + timedelta(hours=25)
    writing.send(item=item, words=_words(stop_asking=True), by=bob, at=later)
    assert writing.asking(ida.pk) is None
    talk.says("4", hours=25.5)
    assert [answer for answer in talk.answers() if answer.startswith("question")] == []


def test_what_was_taken_back_does_not_silence_the_program(
    talk: Talk, ida: Patient, peak: Clinic, bob: Staff, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    item = ReviewItem.objects.create(
        clinic=peak, patient=ida, kind=ItemKind.CALL, rank=Rank.ATTENTION, waiting_since=at
    )
    later = at + timedelta(hours=24.05)
    message = writing.send(item=item, words=_words(), by=bob, at=later).message
    writing.take_back(message=message, by=bob, at=later)
    talk.says("4")
    assert any(answer.startswith("question") for answer in talk.answers())


@pytest.mark.parametrize("text", ["", "  \n", "x" * 901])
def test_nothing_and_too_much_is_not_sent(
    item: ReviewItem, bob: Staff, at: datetime, text: str
) -> None:
    with pytest.raises(NotSent):
        writing.send(item=item, words=_words(text=text), by=bob, at=at)


def test_the_front_desk_does_not_write(item: ReviewItem, bob: Staff, at: datetime) -> None:
    bob.role = Role.FRONT_DESK
    with pytest.raises(access.NotAllowed):
        writing.send(item=item, words=_words(), by=bob, at=at)


def test_an_email_says_exactly_what_was_typed_in_its_frame(
    peak: Clinic, bob: Staff, at: datetime
) -> None:
    ana = reachable(peak, "Ana", "Ruiz", email="ana@example.com", at=at)
    item = ReviewItem.objects.create(
        clinic=peak, patient=ana, kind=ItemKind.REPLY, rank=Rank.ROUTINE, waiting_since=at
    )
    words = _words(text="1. *Rest*\n2. <b>Ice</b> #1", channel="email")
    body = writing.send(item=item, words=words, by=bob, at=at).message.body
    assert r"\*Rest\*" in body
    assert "or reply STOP" in body


def _words(**more: object) -> Words:
    told = {"text": TEXT, "channel": "sms", "seen_reply": 0, "seen_message": 0, **more}
    return Words(**told)  # type: ignore[arg-type]

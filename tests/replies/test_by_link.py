"""What is answered on the page is one reply like any other, exactly once, and never lost."""

from datetime import datetime, timedelta

import pytest

from followup.care.models import CheckInState
from followup.clinic.models import Channel, Clinic, Language, Patient
from followup.messaging.models import AnswerLink, Inbound, Message, MessageKind
from followup.replies import by_link
from followup.replies.models import Rank, Reply
from tests.engine import reachable
from tests.links import asked
from tests.replies.talk import codes, item_of, reading_of


@pytest.fixture
def ida(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Ida", "Vance", email="ida@example.com", number="+17195550177", at=at)


@pytest.fixture
def later(at: datetime) -> datetime:
    """Just after the question of the first day."""
    return at + timedelta(hours=24, minutes=6)


def _answer(link: AnswerLink, at: datetime, **answers: str) -> Reply:
    for question, value in answers.items():
        by_link.keep(link=link, question=question, value=value, at=at)
    inbound = by_link.send(link=link, at=at)
    assert inbound is not None
    reply: Reply = Reply.objects.get(inbound=inbound)
    return reply


def test_all_answers_are_one_reply_that_answers_the_round(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    reply = _answer(link, later, soreness="3", bruising="small", words="Sleeping well.")
    assert reply.words == "3\nSmall bruise\nSleeping well."
    assert (reply.patient, reply.check_in) == (ida, link.message.check_in)
    reading = reading_of(reply)
    assert (reading.soreness, reading.bruising) == (3, "small")
    check_in = link.message.check_in
    assert check_in is not None
    check_in.refresh_from_db()
    assert (check_in.state, check_in.soreness) == (CheckInState.ANSWERED, 3)
    assert item_of(ida).rank == Rank.ROUTINE
    answer = Message.objects.get(answers=reply.inbound)
    assert (answer.kind, answer.channel) == (MessageKind.ACKNOWLEDGEMENT, Channel.EMAIL)


def test_a_danger_sign_in_their_own_words_is_urgent_as_in_any_reply(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    _answer(link, later, soreness="2", words="my chest hurts when I breathe")
    assert item_of(ida).rank == Rank.URGENT
    judged = by_link.judged(link)
    assert judged is not None
    assert judged.is_urgent
    assert Message.objects.filter(kind=MessageKind.SAFETY_TEXT).exists()


@pytest.mark.parametrize(
    ("region", "step", "question", "value"),
    [("shoulder", "evening", "breathing", "yes"), ("knee", "day1", "soreness", "10")],
)
def test_what_must_not_wait_is_urgent(
    peak: Clinic, ida: Patient, at: datetime, region: str, step: str, question: str, value: str
) -> None:
    hours = 4 if step == "evening" else 24
    _, link = asked(peak, ida, at=at, step=step, regions=(region,), hours=hours)
    assert by_link.is_pressing(question, value)
    _answer(link, at + timedelta(hours=hours, minutes=5), **{question: value})
    assert item_of(ida).rank == Rank.URGENT


def test_no_trouble_breathing_is_no_alarm(peak: Clinic, ida: Patient, at: datetime) -> None:
    _, link = asked(peak, ida, at=at, step="evening", regions=("shoulder",), hours=4)
    assert not by_link.is_pressing("breathing", "no")
    _answer(link, at + timedelta(hours=4.1), breathing="no", words="feeling fine")
    judged = by_link.judged(link)
    assert judged is not None
    assert not judged.is_urgent


def test_the_rest_after_an_urgent_answer_does_not_hide_it(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    _answer(link, later, soreness="10")
    _answer(link, later + timedelta(minutes=2), bruising="none")
    judged = by_link.judged(link)
    assert judged is not None
    assert judged.is_urgent
    assert item_of(ida).rank == Rank.URGENT


def test_the_answers_are_written_in_the_language_in_which_replies_are_read(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    ida.language = Language.ES
    ida.save()
    _, link = asked(peak, ida, at=at)
    reply = _answer(link, later, soreness="4", bruising="large")
    assert reply.words == "4\nMoretón grande"
    assert reading_of(reply).bruising == "large"


def test_what_was_begun_and_left_is_sent_after_ten_minutes(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    by_link.keep(link=link, question="soreness", value="6", at=later)
    assert by_link.send_left(at=later + timedelta(minutes=9)) == 0
    assert by_link.send_left(at=later + timedelta(minutes=11)) == 1
    assert by_link.send_left(at=later + timedelta(minutes=12)) == 0
    assert Reply.objects.get().words == "6"


def test_sending_twice_sends_once_and_answering_again_is_a_second_reply(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    _answer(link, later, soreness="3", bruising="none")
    assert by_link.send(link=link, at=later) is None
    assert Inbound.objects.count() == 1
    again = _answer(link, later + timedelta(hours=1), soreness="5")
    assert Inbound.objects.count() == 2
    check_in = again.check_in
    assert check_in is not None
    assert check_in.soreness == 5


def test_a_link_in_a_text_is_bound_to_its_patient_even_on_a_shared_phone(
    peak: Clinic, at: datetime, later: datetime
) -> None:
    shared = "+17195550188"
    lupe = reachable(peak, "Lupe", "Castillo", number=shared, at=at)
    hank = reachable(peak, "Hank", "Castillo", number=shared, at=at)
    _, of_lupe = asked(peak, lupe, at=at, channel=Channel.SMS, to=shared)
    _, of_hank = asked(peak, hank, at=at, channel=Channel.SMS, to=shared)
    assert _answer(of_hank, later, soreness="1").patient == hank
    assert _answer(of_lupe, later, soreness="2").patient == lupe


def test_stop_on_the_page_is_heeded(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    _answer(link, later, words="STOP")
    assert "opted_out" in codes(item_of(ida))


def test_a_photo_alone_is_a_reply_for_a_person(
    peak: Clinic, ida: Patient, at: datetime, later: datetime
) -> None:
    _, link = asked(peak, ida, at=at)
    inbound = by_link.send(link=link, at=later, pictures=[(b"not looked at here", "image/jpeg")])
    assert inbound is not None
    assert inbound.photos.count() == 1
    assert item_of(ida).rank == Rank.ATTENTION

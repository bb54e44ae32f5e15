"""Whose words came in, and what they answer."""

from datetime import datetime, timedelta

import pytest

from followup.care.models import CheckIn
from followup.clinic.models import Clinic, Patient, Staff
from followup.messaging.models import Message, MessageKind
from followup.replies.models import ItemKind, Rank, Reply, ReviewItem
from tests.engine import reachable
from tests.replies.conftest import NUMBER
from tests.replies.talk import Talk, codes, item_of, reading_of

STRANGER = "+17195550199"


@pytest.fixture
def hank(peak: Clinic, ida: Patient, at: datetime) -> Patient:
    """Ida's husband, on the same phone."""
    return reachable(peak, "Hank", "Vance", number=NUMBER, at=at)


def test_on_a_shared_phone_the_one_who_was_asked_is_answering(
    ida: Patient, hank: Patient, talk: Talk
) -> None:
    talk.treat(ida)
    asked = talk.ask(talk.treat(hank))
    reply = talk.says("4")
    assert (reply.patient, reply.check_in) == (hank, asked)


def test_where_both_were_asked_nothing_is_guessed(ida: Patient, hank: Patient, talk: Talk) -> None:
    for patient in (ida, hank):
        talk.ask(talk.treat(patient))
    reply = talk.says("4")
    assert (reply.patient, reading_of(reply).soreness) == (None, None)
    assert set(CheckIn.objects.values_list("soreness", "awaiting")) == {(None, "soreness")}
    item = item_of(None)
    assert (item.rank, item.kind) == (Rank.ATTENTION, ItemKind.REPLY)
    words = " ".join(str(words) for _, words in item.reasons)
    assert "Ida Vance and Hank Vance" in words


@pytest.mark.parametrize(
    "words", ["Hank: 4", "this is Hank, 4 no bruise", "4 - Hank", "soy hank 4"]
)
def test_on_a_shared_phone_a_name_tells_who_writes(
    ida: Patient, hank: Patient, talk: Talk, words: str
) -> None:
    for patient in (ida, hank):
        talk.ask(talk.treat(patient))
    reply = talk.says(words)
    assert (reply.patient, reading_of(reply).soreness) == (hank, 4)


def test_a_9_on_a_shared_phone_is_urgent_and_nobodys_score(
    ida: Patient, hank: Patient, talk: Talk
) -> None:
    for patient in (ida, hank):
        talk.ask(talk.treat(patient))
    reply = talk.says("9")
    assert (reply.check_in, reading_of(reply).soreness) == (None, None)
    assert item_of(None).rank == Rank.URGENT


def test_a_danger_on_a_shared_phone_is_urgent_whoever_it_is(
    ida: Patient, hank: Patient, talk: Talk
) -> None:
    for patient in (ida, hank):
        talk.ask(talk.treat(patient))
    talk.says("i have chest pain and cant breathe")
    assert item_of(None).rank == Rank.URGENT
    assert Message.objects.filter(kind=MessageKind.SAFETY_TEXT).exists()


def test_several_texts_from_a_shared_phone_are_one_matter(
    ida: Patient, hank: Patient, talk: Talk
) -> None:
    for patient in (ida, hank):
        talk.ask(talk.treat(patient))
    talk.says("4")
    talk.says("no bruise", hours=24.2)
    assert ReviewItem.objects.count() == 1


def test_with_nobody_asked_the_one_written_to_last_is_answering(
    ida: Patient, hank: Patient, talk: Talk
) -> None:
    asked = talk.ask(talk.treat(ida))
    asked.awaiting = ""
    asked.save()
    assert talk.says("sorry, meant 5", hours=25).patient == ida


def test_an_unknown_number_is_a_stranger_on_the_list(ida: Patient, talk: Talk) -> None:
    reply = talk.says("hello who is this", sender=STRANGER)
    assert reply.patient is None
    item = item_of(None)
    assert (item.kind, item.rank) == (ItemKind.STRANGER, Rank.ATTENTION)
    assert item.inbound == reply.inbound
    talk.says("anybody there", sender=STRANGER, hours=25)
    assert ReviewItem.objects.count() == 1
    assert talk.answers() == []


def test_two_strangers_are_two_matters(ida: Patient, talk: Talk) -> None:
    talk.says("hello", sender=STRANGER)
    talk.says("hello", sender="+17195550198")
    assert ReviewItem.objects.count() == 2


def test_a_stranger_in_danger_is_told_to_call_911(ida: Patient, talk: Talk) -> None:
    talk.says("i cant breathe", sender=STRANGER)
    assert item_of(None).rank == Rank.URGENT
    assert "911" in talk.answers()[0]


def test_the_last_question_in_doubt_is_the_one_that_a_late_answer_is_for(
    ida: Patient, talk: Talk
) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment, "day1")
    latest = talk.ask(treatment, "day3", hours=72)
    assert talk.says("3", hours=90).check_in == latest


def test_a_treatment_that_was_taken_back_asked_nothing(ida: Patient, talk: Talk) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment)
    treatment.undone_at = talk.at
    treatment.save()
    reply = talk.says("4")
    assert (reply.check_in, reply.follow_up) == (None, None)


def test_the_hours_count_from_the_needling_to_the_text(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    assert talk.says("4", hours=26.5).hours_after == pytest.approx(26.5)


def test_the_same_number_at_charlies_clinic_is_a_stranger(
    ida: Patient, talk: Talk, charlie: Staff
) -> None:
    talk.ask(talk.treat(ida))
    elsewhere = Talk(charlie.clinic, NUMBER, talk.at)
    elsewhere._ids = iter(range(100, 200))  # type: ignore[assignment]
    elsewhere.says("4")
    assert ReviewItem.objects.visible_to(charlie).get().kind == ItemKind.STRANGER
    assert Reply.objects.get().patient is None


def test_an_email_is_bound_by_what_it_answers_and_marked_when_another_mailbox_wrote_it(
    peak: Clinic, at: datetime
) -> None:
    grace = reachable(peak, "Grace", "Lee", email="grace@example.com", at=at)
    talk = Talk(peak, "grace@example.com", at, channel="email")
    check_in = talk.ask(talk.treat(grace))
    message = Message.objects.get()
    inbound = talk.arrives("8 and no bruise", sender="husband@example.com")
    inbound.raw = {"answers": str(message.public_id), "from_addressee": False}
    inbound.save()
    reply = talk.read(inbound)
    assert (reply.patient, reply.check_in) == (grace, check_in)
    check_in.refresh_from_db()
    assert check_in.soreness is None
    assert "other_mailbox" in codes(item_of(grace))
    assert talk.answers() == []


def test_an_email_with_the_token_answers_its_own_question(peak: Clinic, at: datetime) -> None:
    grace = reachable(peak, "Grace", "Lee", email="grace@example.com", at=at)
    talk = Talk(peak, "grace@example.com", at, channel="email")
    treatment = talk.treat(grace)
    first = talk.ask(treatment)
    talk.ask(treatment, "day3", hours=72)
    message = Message.objects.get(check_in=first)
    inbound = talk.arrives("About a 3, no bruise.\n\nSent from my iPhone", hours=73)
    inbound.raw = {"answers": str(message.public_id), "from_addressee": True}
    inbound.save()
    reply = talk.read(inbound)
    assert reply.check_in == first
    assert reply.words == "About a 3, no bruise."
    assert reply.received_at - at == timedelta(hours=73)

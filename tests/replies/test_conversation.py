"""From a patient's words to what is asked next, what is said, and what a therapist sees."""

from datetime import datetime, timedelta

import pytest

from followup.care.models import CheckIn, CheckInState, Kind, PlannedMessage
from followup.clinic import consent
from followup.clinic.models import Clinic, ContactPoint, Patient, Staff
from followup.messaging import outbox
from followup.messaging.models import Message, MessageKind
from followup.replies import conversation
from followup.replies.models import Rank, ReadingRecord, Reply, ReviewItem
from tests.replies.talk import Talk, codes, item_of, reading_of


def test_a_score_is_logged_and_the_bruise_is_asked_next(ida: Patient, talk: Talk) -> None:
    check_in = talk.ask(talk.treat(ida))
    reply = talk.says("4")
    check_in.refresh_from_db()
    assert (check_in.soreness, check_in.awaiting) == (4, "bruising")
    assert (reply.check_in, reading_of(reply).soreness) == (check_in, 4)
    assert talk.answers()[-1].startswith("question: Thank you. Any bruise?")


def test_both_answers_at_once_end_the_round_with_thanks(ida: Patient, talk: Talk) -> None:
    check_in = talk.ask(talk.treat(ida))
    talk.says("4 and no bruise at all")
    check_in.refresh_from_db()
    assert (check_in.soreness, check_in.bruising, check_in.awaiting) == (4, "none", "")
    assert check_in.state == CheckInState.ANSWERED
    assert [answer.split(":")[0] for answer in talk.answers()] == ["acknowledgement"]
    assert "normal at this stage" in talk.answers()[0]


def test_two_texts_in_a_row_are_two_answers_of_one_round(ida: Patient, talk: Talk) -> None:
    check_in = talk.ask(talk.treat(ida))
    talk.says("4")
    talk.says("small bruise, like a coin", hours=24.11)
    check_in.refresh_from_db()
    assert (check_in.soreness, check_in.bruising, check_in.awaiting) == (4, "small", "")
    assert ReviewItem.objects.count() == 1


def test_an_answer_takes_the_nudge_back(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    nudge = PlannedMessage.objects.get(kind=Kind.NUDGE)
    assert nudge.state == "planned"
    talk.says("4")
    nudge.refresh_from_db()
    assert (nudge.state, nudge.reason) == ("cancelled", "answered")


def test_one_inbound_is_read_once_however_often_it_is_asked_for(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    inbound = talk.arrives("4")
    assert conversation.read_inbound(inbound.pk, at=inbound.received_at) is not None
    for _ in range(3):
        assert conversation.read_inbound(inbound.pk, at=inbound.received_at) is None
    assert Reply.objects.count() == ReadingRecord.objects.count() == 1
    assert len(talk.answers()) == 1


def test_what_cannot_be_read_is_asked_again_once_and_then_left_to_a_person(
    ida: Patient, talk: Talk
) -> None:
    check_in = talk.ask(talk.treat(ida))
    talk.says("zxcv qwpo")
    talk.says("zxcv qwpo plok", hours=24.2)
    talk.says("zxcv", hours=24.3)
    kinds = [answer.split(":")[0] for answer in talk.answers()]
    assert kinds == ["reask", "acknowledgement", "acknowledgement"]
    check_in.refresh_from_db()
    assert check_in.reasked_at is not None
    assert item_of(ida).rank == Rank.ATTENTION
    assert "unread" in codes(item_of(ida))
    assert PlannedMessage.objects.get(kind=Kind.NUDGE).reason == "answered"


def test_words_without_a_number_are_asked_for_the_number(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    talk.says("pretty sore tbh")
    assert talk.answers()[0].startswith("reask: ")


def test_a_reply_of_9_reaches_the_therapist_with_the_safety_text_first(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("9")
    item = item_of(ida)
    assert item.rank == Rank.URGENT
    assert item.alert_at is not None
    assert [answer.split(":")[0] for answer in talk.answers()] == ["safety_text"]
    assert "call us now" in talk.answers()[0]


def test_an_emergency_is_told_to_call_911_at_three_in_the_morning(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida, regions=("upper_back",)), "evening", hours=4)
    talk.says("my chest hurts and i cant breathe", hours=15)
    safety = Message.objects.get(kind=MessageKind.SAFETY_TEXT)
    assert safety.due_at == talk.at + timedelta(hours=15)
    assert "Call 911" in safety.body
    assert item_of(ida).alert_at == talk.at + timedelta(hours=15)


def test_an_ordinary_answer_at_three_in_the_morning_is_thanked_by_day(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("4 and no bruise", hours=39)
    thanks = Message.objects.get(kind=MessageKind.ACKNOWLEDGEMENT)
    assert thanks.due_at > talk.at + timedelta(hours=43)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("yes", "en"),
        ("Y", "en"),
        ("yeah kind of tight", "en"),
        ("sí", "es"),
        ("un poco", "es"),
    ],
)
def test_a_yes_to_the_breathing_check_is_an_emergency(
    ida: Patient, talk: Talk, words: str, language: str
) -> None:
    Patient.objects.update(language=language)
    talk.ask(talk.treat(ida, regions=("shoulder",)), "evening", hours=4)
    reading = reading_of(talk.says(words, hours=4.2))
    assert (reading.urgency, reading.emergency) == ("urgent", True)
    assert "911" in talk.answers()[0]


@pytest.mark.parametrize(
    "words", ["no", "No, breathing fine", "nope all good", "no problem here, thank you!"]
)
def test_a_no_to_the_breathing_check_ends_it(ida: Patient, talk: Talk, words: str) -> None:
    check_in = talk.ask(talk.treat(ida, regions=("shoulder",)), "evening", hours=4)
    talk.says(words, hours=4.2)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.awaiting) == (CheckInState.ANSWERED, "")
    assert "Good to hear" in talk.answers()[0]
    assert item_of(ida).rank == Rank.ROUTINE


def test_a_question_is_answered_with_a_time_and_left_to_a_therapist(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("4, can i go running tomorrow?")
    assert "your question" in talk.answers()[0]
    assert item_of(ida).rank == Rank.ATTENTION


def test_what_waits_for_a_therapist_is_not_called_normal_by_the_next_answer(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("8")
    talk.says("no bruise", hours=24.2)
    assert "normal" not in talk.answers()[-1]
    assert "A therapist will read this" in talk.answers()[-1]


def test_spanish_is_answered_in_spanish(ida: Patient, talk: Talk) -> None:
    Patient.objects.update(language="es")
    check_in = talk.ask(talk.treat(ida))
    talk.says("un 4 más o menos")
    check_in.refresh_from_db()
    assert check_in.soreness == 4
    assert "Gracias" in talk.answers()[0]


def test_an_answer_after_the_round_was_closed_still_counts(ida: Patient, talk: Talk) -> None:
    check_in = talk.ask(talk.treat(ida))
    check_in.state, check_in.awaiting = CheckInState.CLOSED, ""
    check_in.closed_at = talk.at + timedelta(hours=72)
    check_in.save()
    reply = talk.says("3", hours=75)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.soreness) == (CheckInState.ANSWERED, 3)
    assert reply.hours_after == pytest.approx(75)
    assert not Message.objects.filter(kind=MessageKind.QUESTION).exists()


def test_an_answer_before_we_knew_that_the_question_was_accepted_counts(
    ida: Patient, talk: Talk
) -> None:
    check_in = talk.ask(talk.treat(ida))
    check_in.asked_at = None
    check_in.save()
    Message.objects.update(status="sending", accepted_at=None, leased_until=talk.at)
    PlannedMessage.objects.filter(kind=Kind.NUDGE).delete()
    talk.says("4")
    check_in.refresh_from_db()
    assert (check_in.soreness, check_in.state) == (4, CheckInState.ANSWERED)


def test_of_two_open_rounds_the_one_is_answered_that_the_words_answer(
    ida: Patient, talk: Talk
) -> None:
    treatment = talk.treat(ida)
    score = talk.ask(treatment, "day3", hours=72)
    visit = talk.ask(treatment, "next_visit", hours=74)
    assert talk.says("2 and no bruise", hours=75).check_in == score
    assert talk.says("C", hours=75.1).check_in == visit
    assert "is confirmed" in talk.answers()[-1]


def test_another_time_is_wanted(ida: Patient, talk: Talk) -> None:
    visit = talk.ask(talk.treat(ida), "next_visit", hours=120)
    talk.says("R", hours=121)
    visit.refresh_from_db()
    assert (visit.state, visit.awaiting) == (CheckInState.ANSWERED, "")
    assert "find another time" in talk.answers()[0]
    assert item_of(ida).rank == Rank.ATTENTION


def test_who_answers_a_person_is_left_to_that_person(ida: Patient, talk: Talk, bob: Staff) -> None:
    check_in = talk.ask(talk.treat(ida))
    outbox.queue_manual(
        clinic=talk.clinic,
        patient=ida,
        channel="sms",
        to=talk.number,
        text="Bob here. Is it better than this morning?",
        at=talk.at + timedelta(hours=25),
        by=bob,
    )
    talk.says("yes, down to a 2", hours=26)
    check_in.refresh_from_db()
    assert check_in.soreness == 2
    assert (item_of(ida).rank, talk.answers()) == (Rank.ATTENTION, [])
    assert "to_a_person" in codes(item_of(ida))


def test_who_wants_a_call_after_the_booking_text_is_called_to_book(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    Message.objects.update(kind=MessageKind.BOOKING, check_in=None)
    CheckIn.objects.update(awaiting="")
    talk.says("CALL ME")
    assert "to book your visit" in talk.answers()[0]


def test_thanks_are_not_thanked_for(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    talk.says("4 no bruise")
    talk.says("thanks!", hours=24.2)
    assert len(talk.answers()) == 1


def test_a_thanks_does_not_hide_the_danger_before_it(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    urgent = talk.says("my foot has gone numb and i cant lift it")
    talk.says("thanks!", hours=24.2)
    item = item_of(ida)
    assert (item.rank, item.reply) == (Rank.URGENT, urgent)


def test_a_new_danger_is_alerted_though_the_first_was_seen(
    ida: Patient, talk: Talk, alice: Staff
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("9")
    ReviewItem.objects.update(opened_at=talk.at, opened_by=alice, alert_at=None)
    talk.says("now my foot is numb", hours=26)
    item = item_of(ida)
    assert item.opened_at is None
    assert item.alert_at == talk.at + timedelta(hours=26)


def test_stop_is_kept_and_not_read_for_scores(ida: Patient, talk: Talk) -> None:
    check_in = talk.ask(talk.treat(ida))
    reply = talk.says("STOP")
    check_in.refresh_from_db()
    assert reading_of(reply).intents == ["opt_out"]
    assert check_in.soreness is None
    assert "opted_out" in codes(item_of(ida))
    assert not Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT).exists()


def test_a_danger_in_the_same_breath_as_stop_is_not_lost(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    inbound = talk.arrives("STOP my leg is numb", keyword="STOP")
    conversation.read_inbound(inbound.pk, at=inbound.received_at)
    assert item_of(ida).rank == Rank.URGENT
    assert Message.objects.get(answers=inbound).kind == MessageKind.SAFETY_TEXT
    assert not consent.standing(patient_ids=[ida.pk], channel="sms")[ida.pk]


def test_a_wish_to_stop_in_other_words_is_heeded_and_confirmed_once(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("please quit texting me")
    talk.says("please quit texting me", hours=24.2)
    assert not consent.standing(patient_ids=[ida.pk], channel="sms")[ida.pk]
    assert [answer.split(":")[0] for answer in talk.answers()] == ["opt_out"]
    assert not PlannedMessage.objects.filter(state="planned").exists()


def test_who_opted_out_gets_no_more_than_the_safety_text(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    talk.says("STOP")
    before = len(talk.answers())
    talk.says("4", hours=25)
    assert len(talk.answers()) == before
    talk.says("i cant breathe", hours=26)
    assert talk.answers()[-1].startswith("safety_text")


def test_the_wrong_person_is_not_texted_again(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    talk.says("wrong number, I'm not Ida")
    assert ContactPoint.objects.get().unreachable_reason == "wrong_person"
    assert {"intent:wrong_person", "held_back"} <= codes(item_of(ida))
    assert talk.answers() == []


def test_a_picture_alone_is_seen_by_a_person(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    inbound = talk.arrives("", media=(("https://api.twilio.example/media/1", "image/jpeg"),))
    conversation.read_inbound(inbound.pk, at=inbound.received_at)
    assert item_of(ida).rank == Rank.ATTENTION


def test_a_programs_answer_is_kept_and_never_answered(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    reply = talk.says("I am out of office until Monday. 9", automatic=True)
    assert not reply.readings.exists()
    assert not ReviewItem.objects.exists()
    assert talk.answers() == []


def test_two_programs_do_not_thank_each_other_for_ever(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    for minute in range(20):
        talk.says("qwpo zxcv?", hours=24.1 + minute / 60)
    assert len(talk.answers()) <= 6
    assert Reply.objects.count() == 20


def test_words_long_after_any_question_still_reach_a_person(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    reply = talk.says("my knee is hot and red", hours=24 * 20)
    assert reply.check_in is None
    assert item_of(ida).rank == Rank.URGENT


def test_charlie_sees_none_of_it(ida: Patient, talk: Talk, charlie: Staff) -> None:
    talk.ask(talk.treat(ida))
    talk.says("9")
    for model in (Reply, ReadingRecord, ReviewItem):
        assert not model.objects.visible_to(charlie).exists()


def test_our_own_words_in_a_quotation_are_not_the_patients(
    peak: Clinic, ida: Patient, talk: Talk, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    ours = Message.objects.get().body
    reply = talk.says(f"3 no\n\n> {ours}\n> Fever, numb foot? Call us")
    assert reply.words == "3 no"
    assert reading_of(reply).urgency == "routine"


def test_a_confirmed_visit_is_answered_and_takes_no_line_of_the_list(
    ida: Patient, talk: Talk
) -> None:
    talk.ask(talk.treat(ida), "next_visit", hours=120)
    talk.says("C", hours=121)
    assert "is confirmed" in talk.answers()[-1]
    assert not ReviewItem.objects.exists()

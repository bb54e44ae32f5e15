"""Staff correct a reading: the old one is kept, the new one counts, and more is told of."""

from datetime import datetime, timedelta

import pytest

from followup.care.models import CheckIn, CheckInState, FollowUp
from followup.clinic import consent
from followup.clinic.access import NotAllowed
from followup.clinic.models import AuditEvent, Patient, Role, Staff
from followup.replies import correction, review
from followup.replies.models import Rank, Reply, ReviewItem
from followup.replies.readings import newest_readings, readings_of
from followup.replies.rereading import NoSuchValue
from tests.replies.talk import Talk, codes, item_of


@pytest.fixture
def check_in(talk: Talk, ida: Patient) -> CheckIn:
    return talk.ask(talk.treat(ida))


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(hours=25)


def test_what_a_person_says_counts_and_what_was_read_is_kept(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    reply = talk.says("2 no bruise")
    correction.correct(reply=reply, by=bob, at=later, soreness=5)
    found = readings_of(reply=reply)
    assert found.program is not None
    assert found.counts is not None
    assert (found.program.soreness, found.counts.soreness, found.counts.by) == (2, 5, bob)
    assert (found.is_corrected, found.counts.bruising) == (True, "none")
    assert newest_readings([reply.pk])[reply.pk] == found.counts
    check_in.refresh_from_db()
    assert (check_in.soreness, check_in.bruising) == (5, "none")


def test_the_audit_log_says_who_and_which_values_but_not_what_they_are(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    record = correction.correct(reply=talk.says("2"), by=bob, at=later, soreness=5)
    event = AuditEvent.objects.get(act="corrected")
    assert (event.by, event.subject, event.at) == (bob, "reply", later)
    assert event.details == {"reading": record.pk, "changed": ["soreness"]}


def test_a_danger_sign_that_was_missed_opens_the_line_of_the_patient(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("2 no bruise")
    assert not ReviewItem.objects.filter(patient=ida, rank=Rank.URGENT).exists()
    record = correction.correct(reply=reply, by=bob, at=later, flags=["numb"])
    item = item_of(ida)
    assert (record.urgency, item.rank) == ("urgent", Rank.URGENT)
    assert "flag:numb" in codes(item)
    assert "nothing" not in codes(item)
    assert FollowUp.objects.get(patient=ida).paused_at == later
    # Bob has it before him: nobody else is woken.
    assert (item.opened_by, item.alert_at) == (bob, None)


def test_a_line_that_was_closed_is_opened_anew(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("7 no bruise")
    review.resolve(item=item_of(ida), by=bob, at=later, done="reviewed")
    correction.correct(reply=reply, by=bob, at=later, soreness=10)
    assert item_of(ida).rank == Rank.URGENT


def test_a_false_alarm_is_lowered_and_stays_for_a_person_to_close(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("my foot is numb")
    assert item_of(ida).rank == Rank.URGENT
    correction.correct(reply=reply, by=bob, at=later, flags=[])
    item = item_of(ida)
    assert (item.rank, item.alert_at, item.closed_at) == (Rank.ROUTINE, None, None)
    assert not any(code.startswith("flag:") for code in codes(item))
    assert FollowUp.objects.get(patient=ida).paused_at is None


def test_it_is_not_lowered_below_what_the_patient_wrote_besides(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    talk.says("8 and i have a question, can i run?")
    reply = talk.says("my foot is numb", hours=24.2)
    correction.correct(reply=reply, by=bob, at=later, flags=[])
    assert item_of(ida).rank == Rank.ATTENTION
    assert "intent:question" in codes(item_of(ida))


def test_nor_where_something_else_is_on_the_line(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("my foot is numb")
    item = item_of(ida)
    item.reasons = [*item.reasons, ["noticed", "seen by somebody"]]
    item.save()
    correction.correct(reply=reply, by=bob, at=later, flags=[])
    assert item_of(ida).rank == Rank.URGENT


def test_taken_back_the_programs_reading_counts_again(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("my foot is numb, 3")
    changed = correction.correct(reply=reply, by=bob, at=later, flags=[], soreness=1)
    now = correction.undo(correction=changed, by=bob, at=later)
    found = readings_of(reply=reply)
    assert now == found.program == found.counts
    assert [each.undone_by for each in found.corrections] == [bob]
    assert item_of(ida).rank == Rank.URGENT
    check_in.refresh_from_db()
    assert check_in.soreness == 3
    assert AuditEvent.objects.filter(act="correction taken back").count() == 1
    with pytest.raises(correction.NotCorrected, match="not the newest"):
        correction.undo(correction=changed, by=bob, at=later)


def test_only_the_newest_correction_can_be_taken_back(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    reply = talk.says("3")
    first = correction.correct(reply=reply, by=bob, at=later, soreness=4)
    correction.correct(reply=reply, by=bob, at=later, soreness=5)
    with pytest.raises(correction.NotCorrected, match="not the newest"):
        correction.undo(correction=first, by=bob, at=later)


def test_a_newer_reply_of_the_round_goes_on_counting(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    reply = talk.says("3 no bruise")
    talk.says("sorry, 5", hours=24.2)
    correction.correct(reply=reply, by=bob, at=later, soreness=2)
    check_in.refresh_from_db()
    assert check_in.soreness == 5


def test_a_reply_that_nobody_could_read_answers_the_round(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    reply = talk.says("asdf qwerty")
    record = correction.correct(reply=reply, by=bob, at=later, soreness=2)
    check_in.refresh_from_db()
    assert (record.urgency, record.understood) == ("routine", True)
    assert (check_in.soreness, check_in.state) == (2, CheckInState.ANSWERED)


def test_a_stop_that_was_missed_is_a_stop_and_stays_one(
    talk: Talk, check_in: CheckIn, ida: Patient, bob: Staff, later: datetime
) -> None:
    reply = talk.says("3, enough of this now")
    changed = correction.correct(reply=reply, by=bob, at=later, intent=["opt_out"])
    assert not consent.standing(patient_ids=[ida.pk], channel="sms")[ida.pk]
    correction.undo(correction=changed, by=bob, at=later)
    assert not consent.standing(patient_ids=[ida.pk], channel="sms")[ida.pk]


def test_signs_that_a_person_does_not_name_fall_away(
    talk: Talk, check_in: CheckIn, bob: Staff, later: datetime
) -> None:
    reply = talk.says("3 but dizzy and nauseous")
    record = correction.correct(reply=reply, by=bob, at=later, flags=["dizzy"])
    assert [span[2] for span in record.spans] == ["soreness", "sign:dizzy"]
    assert record.urgency == "attention"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"soreness": 11}, "0 to 10"),
        ({"soreness": -1}, "0 to 10"),
        ({"bruising": "huge"}, "small, large"),
        ({"intent": ["dance"]}, "dance"),
        ({"flags": ["gout"]}, "gout"),
        ({"soreness": 3}, "already"),
        ({}, "already"),
    ],
)
def test_what_a_reading_cannot_hold_is_refused_and_nothing_changes(
    talk: Talk, check_in: CheckIn, bob: Staff, at: datetime, change: dict[str, object], words: str
) -> None:
    reply = talk.says("3")
    with pytest.raises((NoSuchValue, correction.NotCorrected), match=words):
        correction.correct(reply=reply, by=bob, at=at, **change)  # type: ignore[arg-type]
    assert not readings_of(reply=reply).corrections


def test_the_desk_and_other_clinics_may_not(
    talk: Talk, check_in: CheckIn, bob: Staff, charlie: Staff, later: datetime
) -> None:
    reply = talk.says("3")
    record = correction.correct(reply=reply, by=bob, at=later, soreness=4)
    desk = Staff.objects.create_staff(
        clinic_id=bob.clinic_id, email="dee@peak.example.com", name="Dee", role=Role.FRONT_DESK
    )
    for person in (desk, charlie):
        with pytest.raises(NotAllowed):
            correction.correct(reply=reply, by=person, at=later, soreness=9)
        with pytest.raises(NotAllowed):
            correction.undo(correction=record, by=person, at=later)
    assert readings_of(reply=reply).counts == record


def test_whose_number_it_is_stays_a_matter_for_a_person(
    talk: Talk, bob: Staff, later: datetime
) -> None:
    reply: Reply = talk.says("3", sender="+17195550999")
    record = correction.correct(reply=reply, by=bob, at=later, soreness=4)
    assert (record.urgency, record.soreness) == ("attention", 4)
    assert "stranger" in {code for code, _ in record.reasons}

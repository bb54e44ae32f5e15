"""The weekly digest of admins."""

from datetime import UTC, datetime, timedelta

import pytest

from followup.clinic.models import Clinic, Patient, Staff
from followup.messaging.models import Message, MessageKind
from followup.reports import digest
from tests.replies.talk import Talk

# The Monday after the cast's noon of Monday, 2 March 2026, at seven in Denver, which is at six
# before the clocks change on the Sunday between.
MONDAY = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)


def test_each_admin_is_told_of_last_week_once(
    talk: Talk, ida: Patient, alice: Staff, bob: Staff
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("4, small bruise", hours=25)
    assert digest.send_due(at=MONDAY) == 1
    assert digest.send_due(at=MONDAY + timedelta(minutes=15)) == 0
    message = Message.objects.get(kind=MessageKind.DIGEST)
    assert (message.staff, message.to) == (alice, alice.email)
    assert "the week of March 2:" in message.body
    assert "Treatments followed up: 1 (the week before: 0)" in message.body
    assert "Check-ins answered: 100 % (the week before: -)" in message.body
    assert "Bruises, of those who answered: 100 %" in message.body


def test_it_names_no_patient(talk: Talk, ida: Patient) -> None:
    talk.ask(talk.treat(ida))
    talk.says("8 my knee is very sore", hours=25)
    digest.send_due(at=MONDAY)
    body = Message.objects.get(kind=MessageKind.DIGEST).body
    assert not any(word in body for word in ("Ida", "Vance", "very sore"))


@pytest.mark.parametrize("early", [timedelta(minutes=1), timedelta(days=1), timedelta(days=4)])
def test_nothing_goes_before_seven_on_monday_or_days_later(peak: Clinic, early: timedelta) -> None:
    assert digest.send_due(at=MONDAY - early) == 0


def test_the_next_week_has_a_digest_of_its_own(peak: Clinic, alice: Staff) -> None:
    assert digest.send_due(at=MONDAY) == 1
    assert digest.send_due(at=MONDAY + timedelta(days=7)) == 1


def test_a_clinic_that_wants_none_gets_none(peak: Clinic) -> None:
    peak.weekly_digest = False
    peak.save()
    assert digest.send_due(at=MONDAY) == 0


def test_an_admin_who_left_is_told_nothing(peak: Clinic, alice: Staff) -> None:
    alice.is_active = False
    alice.save()
    assert digest.send_due(at=MONDAY) == 0


def test_it_is_in_the_admins_own_language(peak: Clinic, alice: Staff) -> None:
    alice.language = "es"
    alice.save()
    digest.send_due(at=MONDAY)
    assert "la semana pasada" in Message.objects.get(kind=MessageKind.DIGEST).subject

"""Until when a therapist has read it, by the clinic's own hours."""

from datetime import datetime, timedelta

import pytest

from followup.clinic.models import ClosedDay, Patient
from followup.messaging.models import Message
from followup.replies import saying
from tests.care.stops import local
from tests.replies.talk import Talk


@pytest.mark.parametrize(
    ("wrote", "is_open", "look_by"),
    [
        ("03-03 10:00", True, "03-03 13:00"),
        ("03-03 17:00", True, "03-03 19:00"),
        # Less than an hour before it closes is too late for today.
        ("03-03 18:30", False, "03-04 12:00"),
        ("03-03 22:00", False, "03-04 12:00"),
        ("03-04 03:00", False, "03-04 12:00"),
        ("03-07 18:30", False, "03-08 15:00"),
    ],
)
def test_the_time_that_is_promised_lies_within_the_clinics_hours(
    ida: Patient, talk: Talk, wrote: str, is_open: bool, look_by: str
) -> None:
    inbound = talk.arrives("hello")
    promised = saying.read_by(inbound=inbound, at=local(wrote))
    assert (promised.is_open, promised.look_by) == (is_open, local(look_by))


def test_nothing_is_promised_for_a_closed_day(ida: Patient, talk: Talk) -> None:
    ClosedDay.objects.create(clinic=talk.clinic, day=datetime(2026, 3, 4).date())  # noqa: DTZ001
    inbound = talk.arrives("hello")
    promised = saying.read_by(inbound=inbound, at=local("03-03 22:00"))
    assert promised.look_by == local("03-05 12:00")


def test_the_answer_names_the_time_in_the_patients_own_zone(ida: Patient, talk: Talk) -> None:
    Patient.objects.update(time_zone="America/New_York")
    talk.ask(talk.treat(ida))
    talk.says("can i run?", hours=24)
    said = Message.objects.get(answers__isnull=False)
    assert "5 PM today" in said.body
    assert said.created_at == talk.at + timedelta(hours=24)

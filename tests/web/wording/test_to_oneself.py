"""A test to oneself takes the way of every message, is marked, and is counted nowhere."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.clinic.models import Clinic, Staff
from followup.messaging.models import Message, Status
from tests.engine import texts
from tests.sandbox_fixture import Sandbox
from tests.web.wording.conftest import FINE, Sit

EMAIL = "/templates/check_in/email/en/"


@pytest.fixture
def phone(alice: Staff, peak: Clinic) -> str:
    alice.refresh_from_db()
    alice.phone = "+17205550150"
    alice.save()
    return str(alice.phone)


def test_it_goes_to_ones_own_phone_and_says_that_it_is_a_test(
    sit: Sit,
    alice: Staff,
    phone: str,
    at: datetime,
    twilio: Sandbox,
    run_at: Callable[[datetime], object],
) -> None:
    said = sit(alice).send("test", FINE, htmx=True).content.decode()
    assert "A test is on its way to (720) 555-0150." in said
    run_at(at + timedelta(seconds=1))
    [text] = texts(twilio)
    assert text["to"] == phone
    assert text["body"] == "TEST: Peak PT: Hi Alice, 0 to 10? 911. STOP to opt out."
    message = Message.objects.get()
    assert (message.status, message.kind, message.patient) == (Status.ACCEPTED, "test", None)


def test_it_goes_to_ones_own_mailbox(sit: Sit, alice: Staff, phone: str) -> None:
    sit(alice, EMAIL).send("test", "Hi {{ first_name }}", subject="From {{ clinic_name }}")
    message = Message.objects.get()
    assert (message.to, message.subject) == (alice.email, "TEST: From Peak PT")
    assert "Hi Alice" in message.body


def test_at_night_too(
    sit: Sit,
    alice: Staff,
    phone: str,
    at: datetime,
    twilio: Sandbox,
    run_at: Callable[[datetime], object],
) -> None:
    sit(alice).send("test")
    Message.objects.update(expires_at=at + timedelta(days=1))
    run_at(at + timedelta(hours=10))
    assert len(texts(twilio)) == 1


def test_who_has_no_phone_is_told_where_to_add_one(sit: Sit, alice: Staff, peak: Clinic) -> None:
    page = sit(alice).send("test", htmx=True).content.decode()
    assert "There is no phone number of yours." in page
    assert not Message.objects.exists()


def test_words_that_cannot_be_used_are_not_sent(sit: Sit, alice: Staff, phone: str) -> None:
    page = sit(alice).send("test", "{{ first_nam }}", htmx=True).content.decode()
    assert "Did you mean &#x27;first_name&#x27;?" in page
    assert not Message.objects.exists()


def test_ten_an_hour_are_enough(sit: Sit, alice: Staff, phone: str) -> None:
    desk = sit(alice)
    for _ in range(10):
        desk.send("test")
    assert "Ten tests went out to you" in desk.send("test", htmx=True).content.decode()
    assert Message.objects.count() == 10

"""What the provider took while our doors were shut is found, once, and heeded as if it had come."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from followup.clinic import consent
from followup.clinic.models import Channel, Clinic, Patient
from followup.lib import clock
from followup.messaging import photos, poll
from followup.messaging.models import Inbound, InboundPhoto, PhotoState, Status
from followup.messaging.poll import Polled
from tests.messaging.calls import HAL, call, message_to
from tests.messaging.test_pictures import picture
from tests.sandbox_fixture import ACCOUNT_SID, AUTH_TOKEN, OURS, Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_cursor() -> None:
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return clock.now()


def sends(twilio: Sandbox, body: str, **more: Any) -> dict[str, Any]:
    """A patient's text that the provider takes; its webhook goes nowhere."""
    sent = twilio.control(f"phones/{HAL}/send", {"to": OURS, "body": body, **more})
    assert "error" not in sent, sent
    return dict(sent)


def agrees(patient: Patient) -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=Channel.SMS)[patient.pk]


def test_a_text_whose_webhook_never_came_is_found_once(
    twilio: Sandbox, peak: Clinic, now: datetime
) -> None:
    sends(twilio, "It is a 4")
    assert poll.poll(at=now).texts == 1
    inbound = Inbound.objects.get()
    assert (inbound.body, inbound.sender, inbound.polled) == ("It is a 4", HAL, True)
    assert poll.poll(at=now).texts == 0
    assert Inbound.objects.count() == 1


def test_a_text_that_came_by_webhook_is_not_stored_again(
    twilio: Sandbox, peak: Clinic, now: datetime
) -> None:
    sent = sends(twilio, "4")
    form = {"MessageSid": sent["sid"], "From": HAL, "To": OURS, "Body": "4"}
    assert call("/twilio/inbound", form).status_code == 200
    assert poll.poll(at=now) == Polled(0, 0)
    assert not Inbound.objects.get().polled


def test_the_webhook_that_comes_after_the_poll_changes_nothing(
    twilio: Sandbox, peak: Clinic, now: datetime
) -> None:
    sent = sends(twilio, "4")
    poll.poll(at=now)
    form = {"MessageSid": sent["sid"], "From": HAL, "To": OURS, "Body": "4"}
    assert call("/twilio/inbound", form).status_code == 200
    assert Inbound.objects.count() == 1


def test_a_stop_that_only_the_poll_finds_is_heeded(
    twilio: Sandbox, hal: Patient, now: datetime
) -> None:
    sends(twilio, "opt out")
    poll.poll(at=now)
    assert not agrees(hal)


@pytest.mark.parametrize("seconds", [0, 60])
def test_stop_and_start_are_heeded_in_the_order_in_which_they_were_said(
    twilio: Sandbox, hal: Patient, now: datetime, seconds: int
) -> None:
    sends(twilio, "opt out")
    twilio.control("clock", {"move": seconds})
    sends(twilio, "opt in")
    poll.poll(at=now)
    assert agrees(hal)


def test_its_photos_are_fetched_too(
    twilio: Sandbox, peak: Clinic, now: datetime, settings: Any, tmp_path: Any
) -> None:
    settings.PHOTO_ROOT = tmp_path
    content = base64.b64encode(picture()).decode()
    sends(twilio, "look", media=[{"content_type": "image/jpeg", "content": content}])
    poll.poll(at=now)
    photos.fetch_waiting(at=now)
    photo = InboundPhoto.objects.get()
    assert (photo.state, photo.reason) == (PhotoState.STORED, "")


def test_with_the_provider_away_the_next_poll_looks_back_as_far(
    twilio: Sandbox, peak: Clinic, now: datetime, settings: Any
) -> None:
    sends(twilio, "4")
    twilio.control("faults", {"kind": "http_500", "on": "list", "times": 1})
    assert poll.poll(at=now) == Polled(0, 0)
    assert poll.poll(at=now + timedelta(minutes=5)).texts == 1


def test_a_receipt_that_never_came_is_asked_for_after_an_hour(
    twilio: Sandbox, hal: Patient, peak: Clinic, now: datetime
) -> None:
    sent = twilio.client().messages.create(to=HAL, from_=OURS, body="How sore is it today?")
    message = message_to(hal, clinic=peak, at=now, provider_id=sent.sid)
    twilio.control(f"messages/{sent.sid}/status", {"status": "delivered", "callback": False})
    assert poll.poll(at=now + timedelta(minutes=50)).receipts == 0
    assert poll.poll(at=now + timedelta(minutes=70)).receipts == 1
    message.refresh_from_db()
    assert message.status == Status.DELIVERED


def test_a_text_of_which_the_carrier_never_speaks_is_asked_about_three_times(
    twilio: Sandbox, hal: Patient, peak: Clinic, now: datetime
) -> None:
    sent = twilio.client().messages.create(to=HAL, from_=OURS, body="How sore is it today?")
    message = message_to(hal, clinic=peak, at=now, provider_id=sent.sid)
    for hours in (2, 2.1, 7, 7.1, 25, 26, 30):
        poll.poll(at=now + timedelta(hours=hours))
    message.refresh_from_db()
    assert (message.status, message.asked) == (Status.ACCEPTED, 3)


def test_without_a_number_nothing_is_asked(peak: Clinic, now: datetime, settings: Any) -> None:
    peak.sms_number = ""
    peak.save()
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT_SID, AUTH_TOKEN
    assert poll.poll(at=now) == Polled(0, 0)

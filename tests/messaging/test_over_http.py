"""The double calls us over real HTTP, with its own signatures, as Twilio and Postmark would."""

import base64
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from followup.clinic.models import Channel, Clinic, OptOutReply, Patient
from followup.lib import clock
from followup.messaging import links, photos
from followup.messaging.models import Inbound, InboundPhoto, Message, PhotoState, Status
from tests.engine import reachable
from tests.messaging.calls import HAL, message_to
from tests.messaging.test_pictures import picture
from tests.sandbox_fixture import ACCOUNT_SID, AUTH_TOKEN, OURS, Sandbox, running_sandbox

pytestmark = pytest.mark.django_db(transaction=True)
GRACE = "grace@example.com"
SECRET = "mail:secret"


@pytest.fixture
def double(live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that knows where our doors are; we know where it is."""
    settings.PUBLIC_BASE_URL = live_server.url
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT_SID, AUTH_TOKEN
    settings.ANYMAIL_WEBHOOK_SECRET, settings.ANYMAIL = SECRET, {"WEBHOOK_SECRET": SECRET}
    settings.PHOTO_ROOT = tmp_path / "photos"
    with running_sandbox(
        folder=tmp_path,
        SANDBOX_RECEIPTS="auto",
        SANDBOX_INBOUND_URL=f"{live_server.url}/twilio/inbound#rc=3&rp=all",
        SANDBOX_EMAIL_INBOUND_URL=f"{live_server.url}/anymail/postmark/inbound/",
        ANYMAIL_WEBHOOK_SECRET=SECRET,
    ) as sandbox:
        settings.TWILIO_API_URL = sandbox.url
        yield sandbox


@pytest.fixture
def mailed(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Grace", "Okafor", email=GRACE, at=at)


def test_a_text_that_is_delivered_twice_with_a_photo_is_stored_once(
    double: Sandbox, peak: Clinic
) -> None:
    double.control("faults", {"kind": "inbound_twice"})
    photo = {"content_type": "image/png", "content": base64.b64encode(picture("PNG")).decode()}
    double.control(f"phones/{HAL}/send", {"to": OURS, "body": "look", "media": [photo]})
    double.settle()
    assert Inbound.objects.get().body == "look"
    photos.fetch_waiting(at=clock.now())
    assert InboundPhoto.objects.get().state == PhotoState.STORED


def test_what_the_filter_answers_is_answered_by_it_alone(double: Sandbox, hal: Patient) -> None:
    double.control(f"phones/{HAL}/send", {"to": OURS, "body": "STOP"})
    double.settle()
    assert Message.objects.count() == 0
    assert not hal.consents.order_by("-id")[0].granted


def test_with_the_filter_off_we_answer_alone(double: Sandbox, hal: Patient) -> None:
    double.control("manners", {"opt_out": "off"})
    hal.clinic.opt_out_reply = OptOutReply.CLINIC
    hal.clinic.save()
    double.control(f"phones/{HAL}/send", {"to": OURS, "body": "STOP"})
    double.settle()
    assert [message.kind for message in Message.objects.all()] == ["opt_out"]


@pytest.mark.parametrize(
    "fault", ["receipt_twice", "receipt_out_of_order", "receipt_early", "receipt_late"]
)
def test_receipts_however_they_come_end_in_the_true_status(
    double: Sandbox, hal: Patient, peak: Clinic, at: datetime, fault: str, settings: Any
) -> None:
    double.control("faults", {"kind": fault, "seconds": 0.2})
    message = message_to(hal, clinic=peak, at=at, status=Status.SENDING)
    callback = f"{settings.PUBLIC_BASE_URL}/twilio/status/{message.public_id}"
    double.client().messages.create(to=HAL, from_=OURS, body="hi", status_callback=callback)
    double.settle()
    message.refresh_from_db()
    assert message.status == Status.DELIVERED


def test_a_letter_and_its_quotation_come_in_by_the_reply_address(
    double: Sandbox, mailed: Patient, peak: Clinic, at: datetime
) -> None:
    message = message_to(mailed, clinic=peak, at=at, channel=Channel.EMAIL, to=GRACE)
    to = links.reply_address(message.public_id)
    double.control(f"mailboxes/{GRACE}/reply", {"to": to, "subject": "Re: hi", "text": "It is a 4"})
    double.settle()
    assert Inbound.objects.get().raw["answers"] == str(message.public_id)

"""For tests of the engine: a sandbox that stands where Twilio would, and patients to write to."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from followup.care import planning, shipped
from followup.care.models import PlannedMessage
from followup.clinic import consent, contacts
from followup.clinic.models import Channel, Clinic, Patient
from followup.lib import clock
from followup.messaging import dispatch, senders
from followup.messaging.models import Sender
from followup.messaging.providers import choice
from tests.cast import patient_of
from tests.sandbox_fixture import ACCOUNT_SID, AUTH_TOKEN, OURS, Sandbox, running_sandbox


@pytest.fixture(scope="session")
def _twilio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(
        folder=tmp_path_factory.mktemp("twilio"), SANDBOX_RECEIPTS="manual"
    ) as sandbox:
        yield sandbox


@pytest.fixture
def twilio(_twilio: Sandbox, settings: Any) -> Iterator[Sandbox]:
    """The double, emptied, with the product pointed at it for texts and for mail."""
    _twilio.reset()
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT_SID, AUTH_TOKEN
    settings.TWILIO_API_URL = _twilio.url
    settings.TWILIO_TOTAL_SECONDS = 2
    settings.SMS_PER_SECOND = settings.EMAILS_PER_SECOND = 1000
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _twilio.smtp_port
    settings.UNKNOWN_ASK_AFTER_SECONDS = 0
    _forget_providers()
    yield _twilio
    _forget_providers()


def _forget_providers() -> None:
    if choice.sms.cache_info().currsize:
        choice.sms().close()  # type: ignore[attr-defined]
    choice.sms.cache_clear()
    choice.email.cache_clear()


@pytest.fixture
def peak(clinic: Clinic, at: datetime) -> Clinic:
    """Alice's clinic with a number, a mailbox and the shipped protocols."""
    clinic.sms_number, clinic.email_from = OURS, "care@peak.example.com"
    clinic.save()
    shipped.install(clinic=clinic, at=at)
    return clinic


@pytest.fixture
def hal(peak: Clinic, at: datetime) -> Patient:
    """A patient of the clinic who may be texted and emailed."""
    return reachable(peak, "Hal", "Reyes", number="+17205550177", at=at)


def reachable(
    clinic: Clinic, first: str, last: str, *, number: str = "", email: str = "", at: datetime
) -> Patient:
    """A patient who agreed to every channel that they have."""
    patient = patient_of(clinic, first, last)
    for channel, value in ((Channel.SMS, number), (Channel.EMAIL, email)):
        if value:
            contacts.add(patient=patient, channel=channel, value=value)
            consent.grant(patient=patient, channel=channel, at=at, how="form")
    return patient


def treated(patient: Patient, *, at: datetime, regions: tuple[str, ...] = ("knee",)) -> None:
    """A treatment half an hour before `at`, logged then."""
    planning.log_treatment(
        patient=patient,
        visit=planning.Visit(treated_at=at - timedelta(minutes=30), regions=regions),
        at=at,
    )


@pytest.fixture
def run_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], dispatch.Turn]:
    """Dispatch as if it were that instant."""

    def run(instant: datetime) -> dispatch.Turn:
        monkeypatch.setattr(clock, "now", lambda: instant)
        return dispatch.dispatch()

    return run


def due(kind: str) -> PlannedMessage:
    """The one planned message of that kind."""
    row: PlannedMessage = PlannedMessage.objects.get(kind=kind)
    return row


def at_rate(clinic: Clinic, per_second: float, *, allowance: float) -> None:
    """Let the clinic's number send so many messages a second, and so many at once."""
    senders.ensure()
    Sender.objects.filter(clinic=clinic).update(per_second=per_second, allowance=allowance)


def texts(twilio: Sandbox) -> list[dict[str, Any]]:
    """What the double was asked to send, in the order in which it came."""
    return list(twilio.ledger()["outbound"])

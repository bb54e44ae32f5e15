"""Where messages come from: what is refused, what is checked, and a test to oneself."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from followup.clinic.models import Clinic, Patient, Staff
from followup.messaging.models import Inbound, Message, Receipt, Sender
from followup.reports import checks
from tests.messaging.calls import message_to
from tests.web.conftest import Enter
from tests.web.settings.conftest import Sure

PAGE = "/settings/sending/"
FORM = {"sms_number": "(719) 555-0150", "messaging_service": "", "email_from": ""}


def _grades(clinic: Clinic, at: datetime) -> dict[str, str]:
    return {finding.about: finding.grade for finding in checks.of_clinic(clinic=clinic, at=at)}


def test_a_number_is_kept_as_it_is_dialled(sure: Sure, alice: Staff, clinic: Clinic) -> None:
    sure(alice).post(PAGE, FORM)
    clinic.refresh_from_db()
    assert clinic.sms_number == "+17195550150"


def test_changing_it_asks_who_sits_there(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    answer = enter(alice).post(PAGE, FORM)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sms_number": "12"}, "There is a problem"),
        ({"sms_number": ""}, "Write a number or a messaging service"),
        ({"messaging_service": "MG12"}, "Copy the whole id"),
        ({"email_from": "not an address"}, "email address"),
    ],
)
def test_what_cannot_send_is_refused(
    sure: Sure, alice: Staff, clinic: Clinic, wrong: dict[str, str], says: str
) -> None:
    assert says in sure(alice).post(PAGE, FORM | wrong).content.decode()
    clinic.refresh_from_db()
    assert clinic.sms_number == ""


def test_the_number_of_another_clinic_is_refused(sure: Sure, alice: Staff, charlie: Staff) -> None:
    Clinic.objects.filter(pk=charlie.clinic_id).update(sms_number="+17195550150")
    page = sure(alice).post(PAGE, FORM).content.decode()
    assert "Another clinic texts from this number" in page
    assert "Valley" not in page


def test_a_clinic_that_can_send_nothing_is_told_what_to_do(
    enter: Enter, alice: Staff, clinic: Clinic, settings: Settings
) -> None:
    settings.TWILIO_ACCOUNT_SID = ""
    page = enter(alice).get("/settings/sending/checks").content.decode()
    for words in ("No text can go out", "account and token are missing", "Nobody on call has"):
        assert words in page


def test_missing_receipts_and_fetched_replies_are_noticed(
    peak: Clinic, grace: Patient, at: datetime, settings: Settings
) -> None:
    settings.TWILIO_ACCOUNT_SID = ""
    message = message_to(grace, clinic=peak, at=at)
    ago = at - timedelta(hours=1)
    Message.objects.filter(pk=message.pk).update(
        status="accepted", accepted_at=ago, channel="sms", leased_until=None, reason=""
    )
    Inbound.objects.create(
        clinic=peak, channel="sms", provider="twilio", provider_id="SM1", sender="+1",
        sender_index="x", received_at=ago, polled=True,
    )  # fmt: skip
    grades = _grades(peak, at)
    assert grades["Twilio's receipts"] == "danger"
    assert grades["Patients' replies"] == "warning"
    Receipt.objects.create(
        clinic=peak, message=message, provider="twilio", provider_id="SM1", status="delivered",
        received_at=at,
    )  # fmt: skip
    assert _grades(peak, at)["Twilio's receipts"] == "ok"


def test_texts_that_are_held_back_are_told_with_the_reason(
    peak: Clinic, at: datetime, settings: Settings
) -> None:
    settings.TWILIO_ACCOUNT_SID = ""
    Sender.objects.create(
        clinic=peak, channel="sms", per_second=1, halted_because="The account is suspended."
    )
    words = [finding.words for finding in checks.of_clinic(clinic=peak, at=at)]
    assert any("The account is suspended." in each for each in words)


def test_a_mail_server_that_is_away_is_told(peak: Clinic, at: datetime, settings: Settings) -> None:
    settings.TWILIO_ACCOUNT_SID = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert _grades(peak, at)["Mail server"] == "danger"


def test_a_test_goes_to_oneself_and_its_course_is_shown(
    enter: Enter, peak: Clinic, alice: Staff
) -> None:
    Staff.objects.filter(pk=alice.pk).update(phone="+17195550123")
    browser = enter(alice)
    page = browser.post("/settings/sending/test", follow=True).content.decode()
    assert "on its way to you" in page
    assert {message.channel for message in Message.objects.filter(staff=alice)} == {"sms", "email"}
    assert "queued" in browser.get("/settings/sending/tests").content.decode()

"""How a patient is reached and what they agreed to, mended by whoever has them on the phone."""

from datetime import datetime
from http import HTTPStatus

import pytest

from followup.care.models import PlannedMessage, PlannedState
from followup.clinic import consent, contacts
from followup.clinic.models import (
    AuditEvent,
    Channel,
    Clinic,
    Consent,
    ContactPoint,
    Patient,
    Staff,
)
from tests.cast import patient_of
from tests.engine import treated
from tests.web.conftest import Enter

WORDING = "I agree to texts about my care."


@pytest.fixture
def ann(peak: Clinic) -> Patient:
    """A patient without a phone and without a consent, as an import leaves them."""
    return patient_of(peak, "Ann", "Berg")


def test_the_front_desk_adds_a_phone_and_the_consent_that_was_missing(
    enter: Enter, fran: Staff, ann: Patient, peak: Clinic
) -> None:
    Clinic.objects.filter(pk=peak.pk).update(consent_wording=WORDING)
    browser = enter(fran)
    added = browser.post(_contacts(ann), {"value": "(719) 555 01 77"}, follow=True)
    assert "(719) 555-0177" in added.content.decode()
    assert WORDING in added.content.decode()
    browser.post(_consents(ann), {"channel": "sms", "says": "yes"})
    line = Consent.objects.get(patient=ann)
    assert (line.granted, line.how, line.by, line.wording) == (True, "staff", fran, WORDING)
    assert _acts(ann) == [("contact_added", fran), ("consent_granted", fran)]


def test_a_new_number_goes_before_the_one_that_was_there(
    enter: Enter, bob: Staff, maria: Patient
) -> None:
    enter(bob).post(_contacts(maria), {"value": "719-555-0178"})
    points = maria.contact_points.filter(channel=Channel.SMS)
    assert [point.value for point in points] == ["+17195550178", "+17195550111"]


def test_an_address_is_told_from_a_number(enter: Enter, bob: Staff, ann: Patient) -> None:
    enter(bob).post(_contacts(ann), {"value": "Ann@Example.com"})
    point = ContactPoint.objects.get(patient=ann)
    assert (point.channel, point.value) == ("email", "ann@example.com")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write a phone number or an email address."),
        ("719", "Write all ten digits, area code first"),
        ("ann@", "is no email address"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_field_and_on_top(
    enter: Enter, bob: Staff, ann: Patient, typed: str, said: str
) -> None:
    page = enter(bob).post(_contacts(ann), {"value": typed}).content.decode()
    assert page.count(said) == 2
    assert not ContactPoint.objects.exists()


def test_a_phone_that_texted_stop_is_not_taken_under_another_name(
    enter: Enter, bob: Staff, maria: Patient, ann: Patient, at: datetime
) -> None:
    consent.revoke(patient=maria, channel=Channel.SMS, at=at, how="keyword")
    page = enter(bob).post(_contacts(ann), {"value": "719-555-0111"}).content.decode()
    assert "only they can undo it" in page
    assert not ann.contact_points.exists()


def test_a_phone_that_failed_is_shown_with_the_reason_and_used_again(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    point = _failed(maria, "21614", at)
    browser = enter(bob)
    assert "This number takes no texts" in browser.get(f"/patients/{maria.pk}/").content.decode()
    page = browser.post(f"/contacts/{point.pk}/mending", follow=True).content.decode()
    assert "takes no texts" not in page
    point.refresh_from_db()
    assert point.unreachable_at is None
    event = AuditEvent.objects.get(act="contact_mended")
    assert (event.by, event.details["why"]) == (bob, "21614")


def test_who_wants_no_more_texts_gets_none_and_may_agree_again(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    treated(maria, at=at)
    browser = enter(bob)
    page = browser.post(_consents(maria), {"channel": "sms", "says": "no"}, follow=True)
    assert "Wants no texts" in page.content.decode()
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()
    assert _acts(maria) == [("opted_out", bob)]
    browser.post(_consents(maria), {"channel": "sms", "says": "yes"})
    assert _agrees(maria)


def test_staff_cannot_undo_a_stop_that_the_patient_texted(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    consent.revoke(patient=maria, channel=Channel.SMS, at=at, how="keyword")
    browser = enter(bob)
    page = browser.get(f"/patients/{maria.pk}/").content.decode()
    assert "Only the patient can undo this" in page
    assert "They agree to texts" not in page
    refused = browser.post(_consents(maria), {"channel": "sms", "says": "yes"}, follow=True)
    assert "only they can undo it" in refused.content.decode()
    assert not _agrees(maria)


def test_a_patient_who_left_the_emails_may_ask_for_them_at_the_desk(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    consent.revoke(patient=maria, channel=Channel.EMAIL, at=at, how="unsubscribe")
    enter(bob).post(_consents(maria), {"channel": "email", "says": "yes"})
    assert _agrees(maria, Channel.EMAIL)


def test_agreeing_twice_adds_no_second_line(enter: Enter, bob: Staff, maria: Patient) -> None:
    enter(bob).post(_consents(maria), {"channel": "sms", "says": "yes"})
    assert Consent.objects.filter(patient=maria).count() == 1


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_a_viewer_and_a_stranger_change_nothing(
    enter: Enter, request: pytest.FixtureRequest, maria: Patient, at: datetime, who: str
) -> None:
    point = _failed(maria, "bounced", at)
    browser = enter(request.getfixturevalue(who))
    refused = HTTPStatus.FORBIDDEN if who == "vera" else HTTPStatus.NOT_FOUND
    for address, told in (
        (_contacts(maria), {"value": "719-555-0178"}),
        (_consents(maria), {"channel": "sms", "says": "no"}),
        (f"/contacts/{point.pk}/mending", {}),
    ):
        assert browser.post(address, told).status_code == refused
    point.refresh_from_db()
    assert point.unreachable_at == at
    assert (maria.contact_points.count(), _agrees(maria), _acts(maria)) == (1, True, [])


def test_a_viewer_is_not_offered_to_change_anything(
    enter: Enter, vera: Staff, maria: Patient, at: datetime
) -> None:
    _failed(maria, "wrong_person", at)
    page = enter(vera).get(f"/patients/{maria.pk}/").content.decode()
    assert "says that they are somebody else" in page
    assert "Use it again" not in page
    assert "Add a phone" not in page


def _contacts(patient: Patient) -> str:
    return f"/patients/{patient.pk}/contacts"


def _consents(patient: Patient) -> str:
    return f"/patients/{patient.pk}/consents"


def _failed(patient: Patient, reason: str, at: datetime) -> ContactPoint:
    point = ContactPoint.objects.get(patient=patient)
    contacts.mark_unreachable(
        clinic_id=patient.clinic_id, channel=point.channel, index=point.index, reason=reason, at=at
    )
    return point


def _agrees(patient: Patient, channel: str = Channel.SMS) -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]


def _acts(patient: Patient) -> list[tuple[str, Staff | None]]:
    """What was done to them, and by whom; being looked at left out."""
    events = AuditEvent.objects.filter(subject="patient", subject_id=patient.pk)
    return [(event.act, event.by) for event in events.exclude(act="viewed").order_by("pk")]

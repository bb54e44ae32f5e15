"""Changes by hand: what was missing is added, what somebody said themselves is not undone."""

from datetime import datetime, timedelta

import pytest

from followup.clinic import consent, contacts, upkeep
from followup.clinic.models import AuditEvent, Channel, Clinic, Patient, Staff
from tests.cast import patient_of

PHONE = "719-555-0111"


@pytest.fixture
def sister(clinic: Clinic) -> Patient:
    """Somebody who shares Grace's phone."""
    patient = patient_of(clinic, "Rose", "O'Malley")
    contacts.add(patient=patient, channel=Channel.SMS, value=PHONE)
    return patient


def test_adding_what_is_there_and_failed_uses_it_again_and_first(
    grace: Patient, bob: Staff, at: datetime
) -> None:
    old = contacts.add(patient=grace, channel=Channel.SMS, value=PHONE)
    contacts.add(patient=grace, channel=Channel.SMS, value="719-555-0112")
    contacts.mark_unreachable(
        clinic_id=grace.clinic_id, channel=Channel.SMS, index=old.index, reason="30005", at=at
    )
    point = upkeep.reach_at(patient=grace, channel=Channel.SMS, value=PHONE, at=at, by=bob)
    assert (point.pk, point.unreachable_at) == (old.pk, None)
    assert grace.contact_points.first() == old


def test_a_stop_of_whoever_shares_the_phone_is_theirs_to_undo(
    grace: Patient, sister: Patient, bob: Staff, at: datetime
) -> None:
    contacts.add(patient=grace, channel=Channel.SMS, value=PHONE)
    consent.revoke(patient=sister, channel=Channel.SMS, at=at, how="keyword")
    with pytest.raises(upkeep.NotChanged, match="texting START"):
        upkeep.agree(patient=grace, channel=Channel.SMS, at=at, by=bob)


def test_after_their_start_the_desk_may_write_down_a_yes(
    grace: Patient, bob: Staff, at: datetime
) -> None:
    consent.revoke(patient=grace, channel=Channel.SMS, at=at, how="keyword")
    later = at + timedelta(hours=1)
    consent.grant(patient=grace, channel=Channel.SMS, at=later, how="keyword")
    assert not upkeep.is_theirs_to_undo(patient=grace, channel=Channel.SMS)
    assert upkeep.agree(patient=grace, channel=Channel.SMS, at=later, by=bob) is False


def test_a_contact_that_works_needs_no_mending_and_leaves_no_trace(
    grace: Patient, bob: Staff, at: datetime
) -> None:
    point = contacts.add(patient=grace, channel=Channel.SMS, value=PHONE)
    assert upkeep.mend(point=point, at=at, by=bob) is False
    assert not AuditEvent.objects.filter(act="contact_mended").exists()


def test_the_log_holds_no_number(grace: Patient, bob: Staff, at: datetime) -> None:
    point = upkeep.reach_at(patient=grace, channel=Channel.SMS, value=PHONE, at=at, by=bob)
    event = AuditEvent.objects.get(act="contact_added")
    assert event.details == {"channel": "sms", "contact": point.pk}

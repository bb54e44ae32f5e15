"""Contact points: stored one way, found by index, kept apart by clinic."""

from datetime import datetime

import pytest
from django.db import connection

from followup.clinic import contacts, phone
from followup.clinic.models import Channel, Clinic, ContactPoint, Patient, Staff
from tests.cast import patient_of


def test_one_phone_typed_twice_is_one_contact_point(grace: Patient) -> None:
    first = contacts.add(patient=grace, channel=Channel.SMS, value="(719) 555-0101")
    second = contacts.add(patient=grace, channel=Channel.SMS, value="719.555.0101")
    assert first == second
    assert first.value == "+17195550101"


def test_the_database_holds_no_number_in_the_clear(grace: Patient) -> None:
    contacts.add(patient=grace, channel=Channel.SMS, value="719-555-0101")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value || index FROM clinic_contactpoint")
        assert "5550101" not in cursor.fetchone()[0]


def test_an_address_is_found_in_any_case(grace: Patient, clinic: Clinic) -> None:
    contacts.add(patient=grace, channel=Channel.EMAIL, value=" Grace@Example.com ")
    index = contacts.index_of(Channel.EMAIL, "GRACE@example.COM")
    found = contacts.of_index(clinic_id=clinic.pk, channel=Channel.EMAIL, index=index)
    assert found == [grace]


def test_two_people_on_one_phone_are_both_found(grace: Patient, clinic: Clinic) -> None:
    hank = patient_of(clinic, "Hank", "Castillo")
    for patient in (grace, hank):
        contacts.add(patient=patient, channel=Channel.SMS, value="719-555-0111")
    index = contacts.index_of(Channel.SMS, "+17195550111")
    found = contacts.of_index(clinic_id=clinic.pk, channel=Channel.SMS, index=index)
    assert found == [grace, hank]


def test_charlies_clinic_does_not_find_alices_patient(grace: Patient, charlie: Staff) -> None:
    point = contacts.add(patient=grace, channel=Channel.SMS, value="719-555-0101")
    clinic_id = charlie.clinic_id
    assert contacts.of_index(clinic_id=clinic_id, channel="sms", index=point.index) == []
    assert not ContactPoint.objects.visible_to(charlie).exists()


@pytest.mark.parametrize("typed", ["marcus.bell@example", "no at sign", "", "a@b@c.com"])
def test_half_an_address_is_refused_in_words(grace: Patient, typed: str) -> None:
    with pytest.raises(contacts.ContactError, match=r"name@example\.com"):
        contacts.add(patient=grace, channel=Channel.EMAIL, value=typed)


def test_a_bad_phone_leaves_no_contact_point(grace: Patient) -> None:
    with pytest.raises(phone.PhoneError):
        contacts.add(patient=grace, channel=Channel.SMS, value="719-555-01")
    assert not grace.contact_points.exists()


def test_a_dead_number_is_dead_for_everybody_who_has_it(
    grace: Patient, clinic: Clinic, at: datetime
) -> None:
    hank = patient_of(clinic, "Hank", "Castillo")
    points = [contacts.add(patient=p, channel="sms", value="719-555-0111") for p in (grace, hank)]
    marked = contacts.mark_unreachable(
        clinic_id=clinic.pk, channel="sms", index=points[0].index, reason="landline", at=at
    )
    assert marked == 2
    again = contacts.mark_unreachable(
        clinic_id=clinic.pk, channel="sms", index=points[0].index, reason="landline", at=at
    )
    assert again == 0


def test_a_mended_number_is_used_again(grace: Patient, clinic: Clinic, at: datetime) -> None:
    point = contacts.add(patient=grace, channel="sms", value="719-555-0111")
    contacts.mark_unreachable(
        clinic_id=clinic.pk, channel="sms", index=point.index, reason="landline", at=at
    )
    point.refresh_from_db()
    contacts.mend(point=point)
    assert not ContactPoint.objects.filter(unreachable_at__isnull=False).exists()


def test_the_preferred_number_comes_first(grace: Patient) -> None:
    old = contacts.add(patient=grace, channel="sms", value="719-555-0111")
    new = contacts.add(patient=grace, channel="sms", value="719-555-0112")
    assert list(grace.contact_points.all()) == [old, new]
    contacts.prefer(point=new)
    assert list(grace.contact_points.all()) == [new, old]


def test_what_is_shown_of_an_address_is_not_the_address() -> None:
    assert contacts.masked(channel="email", value="grace@example.com") == "g•••@example.com"
    assert contacts.masked(channel="sms", value="+17195550101") == "•••-•••-0101"

"""The ledger of consent."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from followup.clinic import consent
from followup.clinic.models import Consent, Patient


def _stands(patient: Patient, channel: str = "sms") -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]


def test_nobody_has_agreed_until_they_did(grace: Patient) -> None:
    assert _stands(grace) is False


def test_the_newest_line_counts_in_whichever_order_they_came(grace: Patient, at: datetime) -> None:
    consent.revoke(patient=grace, channel="sms", at=at, how="keyword")
    consent.grant(patient=grace, channel="sms", at=at - timedelta(days=9), how="import")
    assert _stands(grace) is False
    consent.grant(patient=grace, channel="sms", at=at + timedelta(days=1), how="keyword")
    assert _stands(grace) is True


def test_of_two_lines_at_one_instant_the_later_written_counts(grace: Patient, at: datetime) -> None:
    consent.grant(patient=grace, channel="sms", at=at, how="form")
    consent.revoke(patient=grace, channel="sms", at=at, how="keyword")
    assert _stands(grace) is False


def test_a_text_agreed_to_is_no_email_agreed_to(grace: Patient, at: datetime) -> None:
    consent.grant(patient=grace, channel="sms", at=at, how="form", wording="You may text me.")
    assert _stands(grace, "email") is False


def test_a_line_can_be_neither_changed_nor_deleted(grace: Patient, at: datetime) -> None:
    line = consent.grant(patient=grace, channel="sms", at=at, how="form")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).update(granted=False)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).delete()

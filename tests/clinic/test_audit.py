"""The audit log."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from followup.clinic import audit
from followup.clinic.models import AuditEvent, Staff


def test_who_did_what_when_and_from_where_is_kept(bob: Staff, at: datetime) -> None:
    event = audit.record(
        clinic_id=bob.clinic_id,
        act="saw",
        subject="patient",
        subject_id=7,
        at=at,
        by=bob,
        address="192.0.2.1",
    )
    event.refresh_from_db()
    assert (event.by, event.act, event.subject_id, event.at) == (bob, "saw", 7, at)


def test_the_log_cannot_be_rewritten(bob: Staff, at: datetime) -> None:
    event = audit.record(clinic_id=bob.clinic_id, act="saw", subject="patient", at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(act="did not see")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


def test_charlie_does_not_see_it(bob: Staff, charlie: Staff, at: datetime) -> None:
    audit.record(clinic_id=bob.clinic_id, act="saw", subject="patient", at=at)
    assert not AuditEvent.objects.visible_to(charlie).filter(act="saw").exists()

"""A claimed batch as plain values: locked, still claimed, with what is known of each patient."""

import threading
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic.models import Clinic, Patient
from followup.messaging import claim, due, senders
from tests.engine import due as planned_row
from tests.engine import reachable, treated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claimed(hal: Patient, at: datetime) -> list[int]:
    """Hal's aftercare, claimed."""
    treated(hal, at=at)
    senders.ensure()
    return claim.planned(at=planned_row(Kind.AFTERCARE).due_at)


def test_a_row_brings_its_patient_its_treatment_and_its_step(
    claimed: list[int], hal: Patient, peak: Clinic
) -> None:
    with transaction.atomic():
        (row,) = due.locked(ids=claimed)
    stored = PlannedMessage.objects.get(pk=claimed[0])
    assert (row.pk, row.patient_id, row.first_name) == (stored.pk, hal.pk, hal.first_name)
    assert (row.clinic, row.step, row.kind) == (peak, stored.step, Kind.AFTERCARE)
    assert (row.regions, row.follow_up_state) == (["knee"], "active")
    assert (row.due_at, row.expires_at) == (stored.due_at, stored.expires_at)


def test_a_row_that_was_cancelled_meanwhile_is_left_out(claimed: list[int]) -> None:
    PlannedMessage.objects.filter(pk__in=claimed).update(
        state=PlannedState.CANCELLED, reason="opted_out", leased_until=None
    )
    with transaction.atomic():
        assert due.locked(ids=claimed) == []


def test_nobody_else_changes_the_patient_while_it_is_decided(
    claimed: list[int], hal: Patient
) -> None:
    done = threading.Event()

    def rename() -> None:
        Patient.objects.filter(pk=hal.pk).update(language="es")
        done.set()
        connection.close()

    with transaction.atomic():
        due.locked(ids=claimed)
        other = threading.Thread(target=rename)
        other.start()
        assert not done.wait(0.5)
    other.join(10)
    assert done.is_set()


def test_the_statements_do_not_grow_with_the_rows(
    claimed: list[int], peak: Clinic, at: datetime
) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as one:
        due.locked(ids=claimed)
    for n in range(5):
        someone = reachable(peak, f"Ida{n}", "Lund", number=f"+1720555018{n}", at=at)
        treated(someone, at=at)
    more = claim.planned(at=_when_all_are_due())
    with transaction.atomic(), CaptureQueriesContext(connection) as five:
        rows = due.locked(ids=more)
    assert len(rows) == 5
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    assert len(one) == len(five)


def _when_all_are_due() -> datetime:
    """When the last of the aftercare texts falls due."""
    rows = PlannedMessage.objects.filter(kind=Kind.AFTERCARE, state=PlannedState.PLANNED)
    last: datetime = max(row.due_at for row in rows)
    return last

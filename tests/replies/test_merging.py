"""Two records become one: nothing is lost, and nobody is texted twice or after a STOP."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.care.models import FollowUp, FollowUpState, Kind, PlannedMessage, PlannedState
from followup.clinic import consent, contacts, intake
from followup.clinic.intake import PatientFacts
from followup.clinic.models import AuditEvent, Channel, Clinic, Consent, Patient, Staff
from followup.messaging import dispatch
from followup.messaging.models import Message
from followup.replies import merging
from followup.replies.holdings import HOLDINGS
from followup.replies.merging import NotMerged, alike, merge, preview
from followup.replies.models import ItemKind, Rank, ReviewItem
from tests.cast import patient_of
from tests.engine import reachable, texts, treated
from tests.sandbox_fixture import Sandbox

Run = Callable[[datetime], dispatch.Turn]
NUMBER = "+17205550177"


@pytest.fixture
def twin(peak: Clinic, hal: Patient, at: datetime) -> Patient:
    """Hal once more, under another spelling and the same number."""
    return reachable(peak, "Harold", "Reyes", number=NUMBER, email="hal@example.com", at=at)


def test_all_of_the_duplicate_is_found_with_the_record_that_is_kept(
    hal: Patient, twin: Patient, bob: Staff, at: datetime
) -> None:
    treated(twin, at=at - timedelta(days=20))
    treated(hal, at=at)
    owned = {
        holding.name: holding.rows(hal).count() + holding.rows(twin).count() for holding in HOLDINGS
    }
    merge(kept=hal, gone=twin, by=bob, at=at)
    now = {holding.name: holding.rows(hal).count() for holding in HOLDINGS}
    # The shared number stands once.
    assert now == owned | {"contact_points": owned["contact_points"] - 1}
    assert {point.channel for point in hal.contact_points.all()} == {"sms", "email"}
    noted = AuditEvent.objects.get(act="patient_merged")
    assert (noted.subject_id, noted.details["gone"]) == (hal.pk, twin.pk)
    assert "Harold" not in str(noted.details)


def test_the_same_visit_on_both_texts_once(
    hal: Patient, twin: Patient, bob: Staff, at: datetime, twilio: Sandbox, run_at: Run
) -> None:
    treated(hal, at=at)
    treated(twin, at=at + timedelta(minutes=20))
    merge(kept=hal, gone=twin, by=bob, at=at + timedelta(minutes=30))
    for hours in range(1, 120):
        run_at(at + timedelta(hours=hours))
    sent = Message.objects.filter(patient=hal, planned__isnull=False)
    assert sent.values("planned__follow_up").distinct().count() == 1
    assert sent.count() == len(texts(twilio)) >= 3
    ended = FollowUp.objects.get(stopped_reason="merged")
    assert ended.treatment.undone_at is not None


def test_what_was_begun_goes_on_whichever_record_it_was_on(
    hal: Patient, twin: Patient, bob: Staff, at: datetime, twilio: Sandbox, run_at: Run
) -> None:
    treated(twin, at=at)
    run_at(at + timedelta(hours=1))
    assert PlannedMessage.objects.filter(patient=twin, state=PlannedState.DONE).exists()
    treated(hal, at=at + timedelta(hours=2))
    merge(kept=hal, gone=twin, by=bob, at=at + timedelta(hours=2))
    active = FollowUp.objects.get(state=FollowUpState.ACTIVE)
    assert active.planned.filter(kind=Kind.AFTERCARE, state=PlannedState.DONE).exists()
    assert active.patient == hal
    assert active.planned.filter(state=PlannedState.PLANNED).exists()


def test_a_stop_on_either_record_counts_for_the_one(
    hal: Patient, twin: Patient, bob: Staff, at: datetime
) -> None:
    treated(hal, at=at)
    consent.revoke(patient=twin, channel=Channel.SMS, at=at, how="keyword")
    # Newer, and all the same outweighed by what they said themselves.
    consent.grant(patient=hal, channel=Channel.SMS, at=at + timedelta(hours=1), how="form")
    assert preview(kept=hal, gone=twin).refused == [Channel.SMS]
    merge(kept=hal, gone=twin, by=bob, at=at + timedelta(hours=2))
    newest = Consent.objects.filter(patient=hal, channel="sms").latest("at", "pk")
    assert (newest.granted, newest.how) == (False, "keyword")
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_an_urgent_line_of_the_duplicate_stays_open_and_on_top(
    hal: Patient, twin: Patient, bob: Staff, at: datetime
) -> None:
    treated(hal, at=at)
    for patient, rank in ((hal, Rank.ROUTINE), (twin, Rank.URGENT)):
        ReviewItem.objects.create(
            clinic_id=hal.clinic_id, patient=patient, kind=ItemKind.REPLY, rank=rank,
            waiting_since=at, reasons=[["r", Rank(rank).label]],
        )  # fmt: skip
    merge(kept=hal, gone=twin, by=bob, at=at)
    line = ReviewItem.objects.get(closed_at__isnull=True)
    assert (line.patient, line.rank) == (hal, Rank.URGENT)
    assert {words for _code, words in line.reasons} == {"routine", "urgent"}
    assert FollowUp.objects.get().paused_at is not None


def test_the_next_import_of_either_number_finds_the_one_record(
    hal: Patient, twin: Patient, bob: Staff, at: datetime
) -> None:
    Patient.objects.filter(pk=hal.pk).update(external_id="P-1")
    Patient.objects.filter(pk=twin.pk).update(external_id="P-2")
    merge(kept=hal, gone=twin, by=bob, at=at)
    for number in ("P-1", "P-2"):
        told = PatientFacts(external_id=number, first_name="Hal", last_name="Reyes", phone=NUMBER)
        assert intake.take_in(clinic=hal.clinic, facts=told, at=at, how="import").patient == hal


def test_what_one_leaves_open_the_other_fills(
    hal: Patient, twin: Patient, bob: Staff, at: datetime
) -> None:
    Patient.objects.filter(pk=hal.pk).update(anticoagulant="no")
    Patient.objects.filter(pk=twin.pk).update(
        anticoagulant="yes", time_zone="America/Chicago", therapist=bob, external_id="P-2"
    )
    merge(kept=hal, gone=twin, by=bob, at=at)
    hal.refresh_from_db()
    assert (hal.anticoagulant, hal.time_zone, hal.therapist, hal.external_id) == (
        *("yes", "America/Chicago", bob, "P-2"),
    )
    assert "Harold Reyes" in hal.notes
    assert hal.first_name == "Hal"


def test_a_name_and_a_number_are_what_makes_two_records_alike(
    hal: Patient, twin: Patient, peak: Clinic, charlie: Staff, at: datetime
) -> None:
    namesake = patient_of(peak, "Hal", "Reyes")
    patient_of(peak, "Ann", "Reyes")
    other = patient_of(charlie.clinic, "Hal", "Reyes")
    contacts.add(patient=other, channel=Channel.SMS, value=NUMBER)
    assert list(alike(hal)) == [twin, namesake]


def test_what_cannot_be_merged_says_why(
    hal: Patient, twin: Patient, charlie: Staff, bob: Staff, at: datetime
) -> None:
    other = patient_of(charlie.clinic, "Hal", "Reyes")
    for gone, words in ((hal, "the same record"), (other, "different clinics")):
        with pytest.raises(NotMerged, match=words):
            preview(kept=hal, gone=gone)
    merge(kept=hal, gone=twin, by=bob, at=at)
    with pytest.raises(NotMerged, match="already"):
        merging.merge(kept=hal, gone=twin, by=bob, at=at)

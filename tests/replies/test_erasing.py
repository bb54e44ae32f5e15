"""What is erased is gone, what must stay stays, and nobody is written to by mistake later."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from followup.care.models import FollowUp, PlannedMessage, PlannedState
from followup.clinic import contacts, intake
from followup.clinic.intake import PatientFacts
from followup.clinic.models import AuditEvent, Channel, Consent, ContactPoint, Patient, Staff
from followup.lib.crypto import sealed
from followup.messaging.models import Inbound, InboundPhoto, Message, PhotoState, Status
from followup.replies import erasing
from followup.replies.binding import Doubt, bind
from followup.replies.erasing import NotErased, erase, quiet_since
from followup.replies.models import Rank, ReadingRecord, Reply, ReviewItem
from followup.reports import patient_file
from tests.cast import patient_of
from tests.engine import treated
from tests.messaging.calls import message_to
from tests.web.conftest import Wait, maria, wait

__all__ = ["maria", "wait"]

SECRETS = ("Maria", "Lopez", "7195550111", "hurts like hell", "runner")


@pytest.fixture
def full(maria: Patient, wait: Wait, at: datetime, settings: Any, tmp_path: Path) -> ReviewItem:
    """Maria with a treatment, a text, a reply with a photo, and an open line."""
    settings.PHOTO_ROOT = tmp_path
    item = wait(maria, "it hurts like hell", soreness=6)
    message_to(maria, clinic=maria.clinic, at=at, to="+17195550111", body="Hi Maria")
    Message.objects.update(status=Status.DELIVERED)
    (tmp_path / "picture").write_bytes(sealed(b"a bruise"))
    InboundPhoto.objects.create(
        clinic=maria.clinic, inbound=Inbound.objects.get(), position=0,
        state=PhotoState.STORED, path="picture",
    )  # fmt: skip
    return item


def test_no_word_of_theirs_is_left_anywhere(full: ReviewItem, maria: Patient, at: datetime) -> None:
    before = str(patient_file.everything(maria))
    assert all(secret in before for secret in SECRETS[:4])
    erase(patient=maria, at=at)
    maria.refresh_from_db()
    after = str(patient_file.everything(maria))
    assert [secret for secret in SECRETS if secret in after] == []
    assert maria.name_index == []


def test_the_photo_is_gone_from_the_disk(
    full: ReviewItem, maria: Patient, at: datetime, tmp_path: Path
) -> None:
    assert (tmp_path / "picture").exists()
    erase(patient=maria, at=at)
    assert list(tmp_path.rglob("*")) == []
    assert InboundPhoto.objects.get().state == PhotoState.REFUSED


def test_who_did_what_stays_and_so_do_scores_without_a_name(
    full: ReviewItem, maria: Patient, bob: Staff, at: datetime
) -> None:
    events = AuditEvent.objects.count()
    erase(patient=maria, at=at, by=bob)
    assert AuditEvent.objects.count() > events
    assert AuditEvent.objects.get(act="patient_erased").by == bob
    assert ReadingRecord.objects.get().soreness == 6


def test_nothing_is_sent_any_more(full: ReviewItem, maria: Patient, at: datetime) -> None:
    message_to(maria, clinic=maria.clinic, at=at)
    Message.objects.filter(status=Status.QUEUED).update(due_at=at)
    erase(patient=maria, at=at)
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()
    assert FollowUp.objects.get().stopped_reason == "erased"
    assert not Message.objects.filter(status=Status.QUEUED).exists()
    assert not ReviewItem.objects.filter(closed_at__isnull=True).exists()


def test_the_next_import_texts_that_number_no_more(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    erase(patient=maria, at=at)
    told = PatientFacts(
        first_name="Maria", last_name="Lopez", phone="719-555-0111", consents={"sms": True}
    )
    later = at + timedelta(days=1)
    taken = intake.take_in(clinic=maria.clinic, facts=told, at=later, how="import")
    assert taken.is_new
    assert taken.channels == ()
    assert any("START" in remark.words for remark in taken.remarks)


def test_a_text_from_that_number_is_a_strangers(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    erase(patient=maria, at=at)
    index = contacts.index_of(Channel.SMS, "+17195550111")
    assert ContactPoint.objects.get(index=index).value == ""
    inbound = Inbound.objects.create(
        clinic=maria.clinic, channel="sms", provider="twilio", provider_id="SM-later",
        sender="+17195550111", sender_index=index, body="hello again", received_at=at,
    )  # fmt: skip
    bound = bind(inbound=inbound)
    assert (bound.patient, bound.doubt) == (None, Doubt.STRANGER)


def test_a_consent_that_stood_is_answered_by_a_no_in_the_ledger(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    erase(patient=maria, at=at)
    newest = Consent.objects.filter(patient=maria, channel="sms").latest("at", "pk")
    assert (newest.granted, newest.how) == (False, "erased")


def test_an_urgent_reply_is_dealt_with_first(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    ReviewItem.objects.filter(pk=full.pk).update(rank=Rank.URGENT)
    with pytest.raises(NotErased, match="urgent"):
        erase(patient=maria, at=at)
    assert Reply.objects.get().words == "it hurts like hell"


def test_a_message_on_its_way_is_waited_for(full: ReviewItem, maria: Patient, at: datetime) -> None:
    Message.objects.update(status=Status.SENDING, leased_until=at)
    with pytest.raises(NotErased, match="on its way"):
        erase(patient=maria, at=at)


def test_twice_is_once(full: ReviewItem, maria: Patient, at: datetime) -> None:
    erase(patient=maria, at=at)
    with pytest.raises(NotErased, match="already"):
        erase(patient=maria, at=at)


def test_another_patients_words_are_left_alone(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    ann = patient_of(maria.clinic, "Ann", "Berg")
    message_to(ann, clinic=maria.clinic, at=at, body="Hi Ann")
    contacts.add(patient=ann, channel=Channel.SMS, value="719-555-0111")
    stop = Inbound.objects.create(
        clinic=maria.clinic, channel="sms", provider="twilio", provider_id="SM-stop",
        sender="+17195550111", body="STOP", received_at=at,
        sender_index=contacts.index_of(Channel.SMS, "+17195550111"),
    )  # fmt: skip
    erase(patient=maria, at=at)
    stop.refresh_from_db()
    assert Message.objects.get(patient=ann).body == "Hi Ann"
    assert stop.body == "STOP"


def test_a_rule_on_old_records_finds_only_the_quiet(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    old = patient_of(maria.clinic, "Old", "Timer")
    treated(old, at=at - timedelta(days=900))
    Patient.objects.update(created_at=at - timedelta(days=1000))
    assert list(quiet_since(clinic_id=maria.clinic_id, before=at - timedelta(days=365))) == [old]


def test_the_database_refuses_a_name_on_an_erased_record(
    full: ReviewItem, maria: Patient, at: datetime
) -> None:
    erasing.erase(patient=maria, at=at)
    with pytest.raises(IntegrityError, match="patient_erased_is_nameless"):
        Patient.objects.filter(pk=maria.pk).update(external_id="X")

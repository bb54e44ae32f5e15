"""What a clinic does not keep goes at night; what waits for a person stays, and scores do."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.lib.crypto import sealed
from followup.messaging.models import Inbound, InboundPhoto, Message, PhotoState
from followup.replies import retention
from followup.replies.models import ReadingRecord, Reply, ReviewItem
from followup.replies.retention import ERASED
from tests.messaging.calls import message_to
from tests.web.conftest import Wait, wait

__all__ = ["wait"]

YEAR = timedelta(days=366)
# Three at night in Denver.
NIGHT = timedelta(hours=15)


@pytest.fixture
def peak_forgets(peak: Clinic) -> Clinic:
    peak.words_kept_months, peak.photos_kept_months = 12, 6
    peak.save()
    return peak


@pytest.fixture
def old(wait: Wait, peak: Clinic, grace: Patient, at: datetime) -> ReviewItem:
    """A reply of a year ago that was dealt with, and the text before it."""
    item = wait(grace, "a 7, the knee", soreness=7, spans=[[2, 3, "soreness"]])
    when = at - YEAR
    message = message_to(grace, clinic=peak, at=when)
    Message.objects.filter(pk=message.pk).update(
        created_at=when, status="delivered", leased_until=None, reason=""
    )
    Inbound.objects.update(received_at=when, raw={"Body": "a 7, the knee"})
    Reply.objects.update(received_at=when)
    ReviewItem.objects.update(closed_at=when)
    item.refresh_from_db()
    return item


def _words(item: ReviewItem) -> set[str]:
    reply = Reply.objects.select_related("inbound").get(pk=item.reply_id)
    return {reply.words, reply.inbound.body}


def test_old_words_go_and_the_scores_stay(
    peak_forgets: Clinic, old: ReviewItem, at: datetime
) -> None:
    erased = retention.erase(clinic=peak_forgets, at=at)
    assert (erased.messages, erased.replies) == (1, 1)
    assert _words(old) == {ERASED}
    assert Message.objects.get(status="delivered").body == ERASED
    assert Inbound.objects.get().raw is None
    reading = ReadingRecord.objects.get()
    assert (reading.soreness, reading.spans) == (7, [])
    old.refresh_from_db()
    assert old.reasons == []
    assert AuditEvent.objects.get(act="words.erased").details == {"messages": 1, "replies": 1}


def test_it_is_foreseen_as_it_then_comes(
    peak_forgets: Clinic, old: ReviewItem, at: datetime
) -> None:
    foreseen = retention.foreseen(
        clinic=peak_forgets, words_months=12, photos_months=6, patients_months=None, at=at
    )
    assert foreseen == retention.erase(clinic=peak_forgets, at=at)


def test_the_second_night_finds_nothing_more(
    peak_forgets: Clinic, old: ReviewItem, at: datetime
) -> None:
    retention.erase(clinic=peak_forgets, at=at)
    assert not retention.erase(clinic=peak_forgets, at=at + timedelta(days=1)).anything


def test_what_waits_for_a_person_stays_and_goes_once_it_is_dealt_with(
    peak_forgets: Clinic, old: ReviewItem, at: datetime
) -> None:
    ReviewItem.objects.update(closed_at=None)
    assert not retention.erase(clinic=peak_forgets, at=at).anything
    assert ERASED not in _words(old)
    ReviewItem.objects.update(closed_at=at)
    assert retention.erase(clinic=peak_forgets, at=at).replies == 1
    assert _words(old) == {ERASED}


def test_what_is_younger_stays(peak_forgets: Clinic, old: ReviewItem, at: datetime) -> None:
    Message.objects.update(created_at=at - timedelta(days=300))
    Inbound.objects.update(received_at=at - timedelta(days=300))
    assert not retention.erase(clinic=peak_forgets, at=at).anything


def test_a_clinic_without_a_rule_keeps_everything(
    peak: Clinic, old: ReviewItem, at: datetime
) -> None:
    assert retention.erase_tonight(at=at + NIGHT) == 0
    assert ERASED not in _words(old)


def test_it_happens_at_night_only(peak_forgets: Clinic, old: ReviewItem, at: datetime) -> None:
    assert retention.erase_tonight(at=at) == 0
    assert retention.erase_tonight(at=at + NIGHT) == 1


def test_old_photos_go_from_the_disk_too(
    peak_forgets: Clinic, old: ReviewItem, at: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.PHOTO_ROOT = tmp_path
    (tmp_path / "picture").write_bytes(sealed(b"a bruise"))
    photo = InboundPhoto.objects.create(
        clinic=peak_forgets,
        inbound=Inbound.objects.get(),
        position=0,
        state=PhotoState.STORED,
        path="picture",
    )
    assert retention.erase(clinic=peak_forgets, at=at).photos == 1
    assert not (tmp_path / "picture").exists()
    photo.refresh_from_db()
    assert (photo.state, photo.reason, photo.path) == (PhotoState.REFUSED, "erased", "")


def test_another_clinics_words_are_not_touched(
    peak: Clinic, old: ReviewItem, charlie: Staff, at: datetime
) -> None:
    valley = charlie.clinic
    valley.words_kept_months = 1
    valley.save()
    assert not retention.erase(clinic=valley, at=at).anything
    assert ERASED not in _words(old)


def test_patients_long_gone_are_erased_whole(
    peak: Clinic, old: ReviewItem, grace: Patient, at: datetime
) -> None:
    peak.patients_kept_months = 12
    peak.save()
    assert retention.erase(clinic=peak, at=at).patients == 0, "treated yesterday"
    later = at + 2 * YEAR
    assert retention.erase(clinic=peak, at=later).patients == 1
    grace.refresh_from_db()
    assert grace.erased_at == later

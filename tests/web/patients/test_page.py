"""A patient's course, and the photos they sent: for the staff of their clinic and nobody else."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from followup.care.models import Treatment
from followup.clinic import consent
from followup.clinic.models import AuditEvent, Channel, Clinic, Patient, Staff
from followup.messaging import photos
from followup.messaging.models import Inbound, InboundPhoto, PhotoState
from followup.messaging.words import REPLY_MARKERS
from tests.cast import patient_of
from tests.engine import treated
from tests.messaging.calls import message_to
from tests.web.conftest import HTMX, Enter, Wait


@pytest.fixture(autouse=True)
def _photos_go_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.PHOTO_ROOT = tmp_path


def test_the_course_shows_what_was_said_and_what_is_planned(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria, "about a 4 today")
    page = enter(bob).get(f"/patients/{maria.pk}/").content.decode()
    for words in ("Maria Lopez", "(719) 555-0111", "about a 4 today", "Planned", "Agrees to texts"):
        assert words in page


def test_an_email_of_ours_reads_as_the_patient_gets_it(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    body = f"{REPLY_MARKERS['en']}\n\nHi Maria,\n\n**What is normal**\n"
    message_to(
        maria,
        clinic=maria.clinic,
        at=at,
        channel=Channel.EMAIL,
        to="maria@example.com",
        body=body,
        subject="A message",
    )
    page = enter(bob).get(f"/patients/{maria.pk}/").content.decode()
    assert "<strong>A message</strong>" in page
    assert "Hi Maria,\n\nWhat is normal</p>" in page
    assert "reply above this line" not in page


def test_a_viewer_is_offered_nothing_that_they_may_not_do(
    enter: Enter, vera: Staff, maria: Patient, wait: Wait
) -> None:
    wait(maria)
    browser = enter(vera)
    for address in (f"/patients/{maria.pk}/", f"/treatments/{Treatment.objects.get().pk}/"):
        assert "/treatments/new/" not in browser.get(address).content.decode()


def test_who_gets_no_messages_is_to_be_called(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    item = wait(maria)
    browser = enter(bob)
    assert "No reply can be sent" not in browser.get(f"/review/{item.pk}/").content.decode()
    consent.revoke(patient=maria, channel="sms", at=at, how="keyword")
    assert "No reply can be sent" in browser.get(f"/review/{item.pk}/").content.decode()


def test_reading_a_course_is_written_down(enter: Enter, bob: Staff, maria: Patient) -> None:
    enter(bob).get(f"/patients/{maria.pk}/")
    seen = AuditEvent.objects.get(act="viewed", subject="patient")
    assert (seen.subject_id, seen.by, seen.address) == (maria.pk, bob, "127.0.0.1")


def test_charlie_finds_nothing_of_another_clinic(
    enter: Enter, charlie: Staff, maria: Patient
) -> None:
    browser = enter(charlie)
    assert browser.get(f"/patients/{maria.pk}/").status_code == HTTPStatus.NOT_FOUND
    answer = browser.post("/patients/", {"text": "Maria"}, headers=HTMX)
    assert "Nobody is found" in answer.content.decode()


def test_a_search_leads_to_the_patient(enter: Enter, bob: Staff, maria: Patient) -> None:
    page = enter(bob).post("/patients/", {"text": "maria"}).content.decode()
    assert f"/patients/{maria.pk}/" in page


def test_without_a_search_whoever_was_treated_last_stands_first(
    enter: Enter, bob: Staff, charlie: Staff, maria: Patient, clinic: Clinic, at: datetime
) -> None:
    ann, never = patient_of(clinic, "Ann", "Berg"), patient_of(clinic, "Zoe", "Ray")
    for patient, hours in ((maria, 50), (ann, 30), (maria, 3)):
        treated(patient, at=at - timedelta(hours=hours))
    page = enter(bob).get("/patients/").content.decode()
    assert page.index(maria.full_name) < page.index(ann.full_name)
    assert page.count(maria.full_name) == 1
    assert never.full_name not in page
    assert maria.full_name not in enter(charlie).get("/patients/").content.decode()


def test_a_photo_is_shown_to_the_clinic_alone(
    enter: Enter, bob: Staff, charlie: Staff, maria: Patient, wait: Wait, at: datetime
) -> None:
    wait(maria, "")
    inbound = Inbound.objects.get()
    photos.expect(inbound=inbound, media=(), pictures=[(_picture(), "image/png")])
    photos.fetch_waiting(at=at)
    photo = InboundPhoto.objects.get()
    answer = enter(bob).get(f"/photos/{photo.pk}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (20, 10)
    assert enter(charlie).get(f"/photos/{photo.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_a_photo_that_was_refused_is_not_shown(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    photo = _photo(wait(maria, ""), state=PhotoState.REFUSED)
    assert enter(bob).get(f"/photos/{photo.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_a_photo_stands_in_the_conversation(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria, "look at this")
    photo = _photo(item)
    page = enter(bob).get(f"/review/{item.pk}/").content.decode()
    assert f'src="/photos/{photo.pk}/"' in page


def _photo(item: Any, state: str = PhotoState.STORED) -> InboundPhoto:
    photo: InboundPhoto = InboundPhoto.objects.create(
        clinic=item.clinic,
        inbound=item.reply.inbound,
        position=0,
        state=state,
        path="a",
    )
    return photo


def _picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "purple").save(drawn, "PNG")
    return drawn.getvalue()


def test_the_whole_ledger_stands_on_the_page_with_how_each_line_came_about(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    consent.revoke(patient=maria, channel="sms", at=at, how="staff", by=bob)
    page = enter(bob).get(f"/patients/{maria.pk}/").content.decode()
    assert "agrees to texts (on a form)" in page
    assert "wants no texts (told to staff, Bob)" in page


def test_a_long_conversation_is_read_page_by_page_and_whole(
    enter: Enter, bob: Staff, maria: Patient, at: datetime
) -> None:
    for n in range(95):
        message_to(maria, clinic=maria.clinic, at=at - timedelta(hours=n), body=f"text {n:03} end")
    browser, address, seen, pages = enter(bob), f"/patients/{maria.pk}/", list[str](), 0
    while address:
        answer: Any = browser.get(address)
        turns = [turn.words for turn, _pieces in answer.context["turns"]]
        seen, pages = turns + seen, pages + 1
        earlier = re.search(r'href="([^"]+before=[^"]+)#talk-title"', answer.content.decode())
        address = earlier[1].replace("&amp;", "&") if earlier else ""
    assert seen == [f"text {n:03} end" for n in reversed(range(95))]
    assert pages == 3


@pytest.mark.parametrize("before", ["x", "2026-13-01", "2026-03-02", "9" * 40])
def test_a_key_that_makes_no_sense_shows_the_newest(
    enter: Enter, bob: Staff, maria: Patient, before: str
) -> None:
    answer = enter(bob).get(f"/patients/{maria.pk}/?before={before}")
    assert answer.status_code == HTTPStatus.OK

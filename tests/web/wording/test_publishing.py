"""From a draft to the next message, and back: nothing is overwritten, nothing is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from followup.clinic.models import AuditEvent, Clinic, Patient, Role, Staff
from followup.messaging import words
from followup.messaging.models import Message, TemplateDraft, TemplateVersion
from followup.messaging.words import Source
from tests.engine import treated
from tests.sandbox_fixture import Sandbox
from tests.web.conftest import Enter
from tests.web.wording.conftest import FINE, TEXT, Sit, standing

SPANISH = "/templates/check_in/sms/es/"


@pytest.fixture
def ana(clinic: Clinic) -> Staff:
    """Another admin of Alice's clinic."""
    return Staff.objects.create_staff(
        clinic_id=clinic.pk, email="ana@peak.example.com", name="Ana", role=Role.ADMIN
    )


def test_a_draft_changes_nothing_until_it_is_published(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    desk.send("draft", FINE + " New.")
    assert "You see a draft, last saved by Alice" in desk.open()
    assert standing(alice).in_use == standing(alice).place.shipped
    answer = desk.client.post(TEXT + "publication", {"seen": desk.turn()}, follow=True)
    assert "Version 1 is published." in answer.content.decode()
    assert standing(alice).in_use.body == FINE + " New."
    assert standing(alice).draft is None


def test_publishing_shows_the_difference_word_by_word(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    source = standing(alice).place.shipped.body.replace("today", "this morning")
    desk.send("draft", source)
    page = desk.client.get(TEXT + "publication").content.decode()
    assert "<del>today</del><ins>this morning</ins>" in page


def test_the_next_message_uses_what_was_published(
    sit: Sit,
    alice: Staff,
    hal: Patient,
    at: datetime,
    twilio: Sandbox,
    run_at: Callable[[datetime], object],
) -> None:
    treated(hal, at=at - timedelta(hours=24))
    desk = sit(alice)
    desk.send("draft")
    page = desk.client.get(TEXT + "publication").content.decode()
    assert "1 planned message will use it." in page
    assert "Hal Reyes" in page
    assert "Knee: day1" in page
    assert AuditEvent.objects.filter(act="viewed", subject="template").exists()
    desk.client.post(TEXT + "publication", {"seen": desk.turn()})
    run_at(at + timedelta(hours=1))
    sent = Message.objects.get(kind="check_in")
    assert sent.body == "Peak PT: Hi Hal, 0 to 10? 911. STOP to opt out."
    assert sent.template_version == standing(alice).own
    version = desk.client.get(f"/templates/versions/{sent.template_version_id}/")
    assert "1 message was sent with it." in version.content.decode()
    receipt = desk.client.get(f"/messages/{sent.pk}/receipt").content.decode()
    assert f"/templates/versions/{sent.template_version_id}/" in receipt


def test_words_that_break_a_rule_are_not_published(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    desk.send("draft", "Text CANCEL if you like.")
    page = desk.client.get(TEXT + "publication").content.decode()
    assert "This cannot be published yet." in page
    answer = desk.client.post(TEXT + "publication", {"seen": desk.turn()})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert not TemplateVersion.objects.exists()


def test_what_was_not_seen_is_not_published(sit: Sit, alice: Staff, ana: Staff) -> None:
    desk = sit(alice)
    desk.send("draft", FINE)
    seen = desk.turn()
    sit(ana).send("draft", FINE + " Ana was here.")
    answer = desk.client.post(TEXT + "publication", {"seen": seen})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Somebody else changed the draft meanwhile" in answer.content.decode()
    assert not TemplateVersion.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
def test_two_at_once_are_told_and_nothing_is_lost(
    sit: Sit, alice: Staff, ana: Staff, *, htmx: bool
) -> None:
    desk, other = sit(alice), sit(ana)
    desk.send("draft", FINE)
    seen = desk.turn()
    other.send("draft", FINE + " Of Ana.", seen=seen)
    told = desk.send("draft", FINE + " Of Alice.", seen=seen, htmx=htmx).content.decode()
    assert "Ana saved other words at" in told
    assert "Of <del>Ana</del><ins>Alice</ins>." in told
    assert TemplateDraft.objects.get().source == FINE + " Of Ana."
    if not htmx:
        assert "Of Alice.</textarea>" in told
    # What they type on, not having chosen yet, goes over nobody's words either.
    more = desk.send("draft", FINE + " Of Alice!", seen=seen, htmx=htmx)
    assert "Ana saved other words at" in more.content.decode()
    desk.send("draft", FINE + " Of Alice.", seen=seen, instead=desk.turn())
    assert {draft.source for draft in TemplateDraft.objects.all()} == {
        FINE + " Of Ana.",
        FINE + " Of Alice.",
    }
    assert standing(alice).draft.source == FINE + " Of Alice."
    assert "Of Ana." in desk.open()


def test_saving_the_same_words_twice_is_no_conflict(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    for _ in range(2):
        assert desk.send("draft", FINE, seen=0).status_code == HTTPStatus.FOUND
    assert TemplateDraft.objects.count() == 1


def test_a_page_that_saves_while_one_writes_on_is_no_other_person(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    desk.send("draft", FINE + " a", seen=0)
    desk.send("draft", FINE + " ab", seen=1)
    assert desk.send("draft", FINE + " abc", seen=1).status_code == HTTPStatus.FOUND
    assert standing(alice).draft.source == FINE + " abc"
    assert TemplateDraft.objects.filter(source=FINE + " ab").exists()
    assert desk.send("draft", FINE + " late", seen=1).status_code == HTTPStatus.CONFLICT


def test_who_wrote_before_a_publication_is_told_too(sit: Sit, alice: Staff, ana: Staff) -> None:
    desk = sit(alice)
    desk.publish()
    late = sit(ana).send("draft", FINE + " Late.", seen=0)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Other words were published" in late.content.decode()


def test_a_save_by_the_page_itself_says_when_and_hands_on_the_turn(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    said = desk.send("draft", FINE, htmx=True).content.decode()
    assert "Draft saved at 12:00:00 PM." in said
    assert f'value="{desk.turn()}" hx-swap-oob="true"' in said


def test_a_draft_is_set_aside_and_taken_up_again(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    desk.send("draft", FINE + " Kept.")
    desk.send("draft/aside")
    assert standing(alice).draft is None
    page = desk.open()
    assert "Drafts set aside" in page
    assert "Kept." in page
    put_away = TemplateDraft.objects.get()
    desk.client.post(f"/templates/drafts/{put_away.pk}/draft")
    assert standing(alice).draft.source == FINE + " Kept."


def test_an_earlier_version_is_restored_through_a_draft(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    desk.publish(FINE + " One.")
    desk.publish(FINE + " Two.")
    first = TemplateVersion.objects.get(number=1)
    page = desk.client.post(f"/templates/versions/{first.pk}/draft", follow=True)
    assert "The words of version 1 are the draft." in page.content.decode()
    assert standing(alice).in_use.body == FINE + " Two."
    desk.client.post(TEXT + "publication", {"seen": desk.turn()})
    assert standing(alice).in_use.body == FINE + " One."
    assert standing(alice).own.number == 3


def test_the_history_says_who_published_what_and_when(sit: Sit, alice: Staff, ana: Staff) -> None:
    sit(alice).publish(FINE + " One.")
    desk = sit(ana)
    desk.publish(FINE + " Two.")
    page = desk.open()
    for part in ("Version 1", "Version 2", "Mar 2, 2026, 12:00 PM", "in use"):
        assert part in page
    acts = AuditEvent.objects.filter(subject="template").values_list("act", "by__name")
    assert [act for act in acts if act[0] == "published"] == [
        ("published", "Alice"),
        ("published", "Ana"),
    ]


def test_a_translation_older_than_the_english_is_marked(sit: Sit, alice: Staff) -> None:
    sit(alice).publish()
    page = sit(alice).client.get("/templates/").content.decode()
    assert page.count("Older than the English") == 1
    sit(alice, SPANISH).publish("{{ clinic_name }}: ¿0 a 10? 911. STOP para salir.")
    page = sit(alice).client.get("/templates/").content.decode()
    assert "Older than the English" not in page
    assert page.count("Yours, version 1") == 2


def test_an_upgrade_overwrites_no_edit_and_shows_what_it_changed(
    sit: Sit, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit(alice)
    desk.publish()
    assert "Shipped words changed" not in desk.client.get("/templates/").content.decode()
    _upgrade(monkeypatch, "{{ clinic_name }}: Hi {{ first_name }}, how are you? 911. STOP.")
    assert standing(alice).in_use.body == FINE
    assert "Shipped words changed" in desk.client.get("/templates/").content.decode()
    assert "The shipped words changed since your edit." in desk.open()
    page = desk.client.get(TEXT + "defaults").content.decode()
    for title in ("What the upgrade changed", "What you had changed", "From yours to the shipped"):
        assert title in page
    desk.client.post(TEXT + "defaults", {"choice": "own"})
    assert standing(alice).in_use.body == FINE
    assert not standing(alice).is_behind


def test_shipped_words_that_are_taken_over_are_kept_by_later_upgrades(
    sit: Sit, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit(alice)
    desk.publish()
    desk.client.post(TEXT + "defaults", {"choice": "shipped"})
    assert standing(alice).in_use == standing(alice).place.shipped
    _upgrade(monkeypatch, "Newer words")
    composed = words.compose(
        clinic=alice.clinic, kind="check_in", channel="sms", language="en", variables={}
    )
    assert (composed.body, composed.template_version_id) == ("Newer words", None)
    assert "back to the shipped words" in desk.open()


def test_charlie_sees_nothing_of_alices_words(
    sit: Sit, enter: Enter, alice: Staff, charlie: Staff
) -> None:
    desk = sit(alice)
    desk.publish(FINE + " Of Alice.")
    desk.send("draft", FINE + " Draft of Alice.")
    theirs = enter(charlie)
    for address in ("/templates/", TEXT):
        page = theirs.get(address).content.decode()
        assert "Alice" not in page
    theirs.post(TEXT + "draft", {"source": "Of Charlie", "seen": 0})
    assert standing(alice).draft.source == FINE + " Draft of Alice."
    assert standing(charlie).draft.source == "Of Charlie"


def _upgrade(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(words, "shipped", lambda *_: Source("", source))

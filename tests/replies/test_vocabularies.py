"""Publishing a clinic's words: checked, written down, used for that clinic and no other."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from followup.clinic.access import NotAllowed
from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.replies import vocabularies
from followup.replies.models import Vocabulary
from followup.replies.reader.extension import VocabularyError
from tests.replies.talk import Talk, reading_of

WORDS = 'language = "en"\n[flags]\nnumb = ["on vacation"]\n[examples]\nurgent = ["3 on vacation"]'


def test_replies_to_the_clinic_are_read_with_its_words(
    talk: Talk, ida: Patient, clinic: Clinic, at: datetime
) -> None:
    talk.ask(talk.treat(ida))
    assert reading_of(talk.says("3 my little toe is on vacation")).urgency != "urgent"
    vocabularies.publish(clinic=clinic, language="en", text=WORDS, at=at)
    assert reading_of(talk.says("3 my little toe is on vacation", hours=25)).urgency == "urgent"


def test_another_clinic_is_not_touched(clinic: Clinic, charlie: Staff, at: datetime) -> None:
    vocabularies.publish(clinic=clinic, language="en", text=WORDS, at=at)
    assert vocabularies.lexicon_for(charlie.clinic_id) is None


def test_the_newest_counts_and_none_is_lost(clinic: Clinic, alice: Staff, at: datetime) -> None:
    vocabularies.publish(clinic=clinic, language="en", text=WORDS, at=at, by=alice)
    vocabularies.publish(clinic=clinic, language="en", text="", at=at, by=alice)
    assert vocabularies.published(clinic.pk) == []
    assert vocabularies.lexicon_for(clinic.pk) is None
    assert Vocabulary.objects.of(clinic).count() == 2
    assert AuditEvent.objects.filter(act="vocabulary published", by=alice).count() == 2


def test_an_example_that_is_read_otherwise_is_refused(clinic: Clinic, at: datetime) -> None:
    words = WORDS + '\nroutine = ["3 toe is on vacation"]'
    with pytest.raises(VocabularyError, match="is read as urgent: numb"):
        vocabularies.publish(clinic=clinic, language="en", text=words, at=at)
    assert not Vocabulary.objects.exists()


def test_words_of_another_language_are_refused(clinic: Clinic, at: datetime) -> None:
    with pytest.raises(VocabularyError, match='not of "es"'):
        vocabularies.publish(clinic=clinic, language="es", text=WORDS, at=at)


def test_only_who_may_change_settings_publishes(clinic: Clinic, bob: Staff, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        vocabularies.publish(clinic=clinic, language="en", text=WORDS, at=at, by=bob)


def test_words_that_an_upgrade_has_made_unusable_stop_no_reply(
    clinic: Clinic, at: datetime
) -> None:
    Vocabulary.objects.create(
        clinic=clinic, language="en", text='language = "en"\n[flags]\nx = ["y"]', published_at=at
    )
    assert vocabularies.lexicon_for(clinic.pk) is None


def test_the_command_checks_publishes_shows_tries_and_withdraws(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.toml"
    file.write_text(WORDS)
    call_command("clinic_words", "--check", str(file))
    assert "would be read as more urgent, 0 as less" in capsys.readouterr().out
    assert not Vocabulary.objects.exists()
    call_command("clinic_words", "--publish", str(file))
    call_command("clinic_words")
    assert "on vacation" in capsys.readouterr().out
    call_command("clinic_words", "--try", "2 toes on vacation")
    assert capsys.readouterr().out.startswith("urgent: numb")
    call_command("clinic_words", "--withdraw")
    call_command("clinic_words")
    assert "No words of its own" in capsys.readouterr().out


def test_the_command_names_what_is_wrong_and_changes_nothing(
    clinic: Clinic, tmp_path: Path
) -> None:
    file = tmp_path / "words.toml"
    file.write_text('language = "en"\n[flags]\ngout = ["x"]')
    with pytest.raises(CommandError, match=r"gout is not known.*Nothing was changed"):
        call_command("clinic_words", "--publish", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("clinic_words", "--publish", str(tmp_path / "nowhere.toml"))

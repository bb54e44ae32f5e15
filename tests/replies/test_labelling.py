"""Corrected replies as new labelled replies: what was said stays, who said it does not."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.replies import correction
from followup.replies.evaluation import outcome
from followup.replies.labelling import labelled_replies
from followup.replies.masking import masked
from tests.replies.talk import Talk


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(hours=25)


def test_a_corrected_reply_is_a_row_of_the_corpus_without_its_writer(
    talk: Talk, clinic: Clinic, ida: Patient, bob: Staff, later: datetime
) -> None:
    talk.ask(talk.treat(ida))
    reply = talk.says("Ida Vance here, 3. thanks Bob! call me at 719-555-0177")
    correction.correct(reply=reply, by=bob, at=later, soreness=4)
    (row,) = labelled_replies(clinic=clinic)
    assert row["text"] == "[name] [name] here, 3. thanks [name]! call me at [phone]"
    assert (row["asked"], row["region"], row["hours_after"]) == ("soreness", "knee", 24)
    assert (row["soreness"], row["triage"], row["why"]) == (4, "attention", "intent:call_me")
    assert str(reply.pk) != row["id"]
    # What `evaluate-reader` takes: here it shows the miss that was corrected.
    assert outcome(row).misses() == ["soreness 3, not 4"]


def test_what_nobody_corrected_or_what_was_taken_back_stays_in_the_house(
    talk: Talk, clinic: Clinic, ida: Patient, bob: Staff, later: datetime
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("2")
    changed = correction.correct(reply=talk.says("3"), by=bob, at=later, soreness=4)
    correction.undo(correction=changed, by=bob, at=later)
    assert list(labelled_replies(clinic=clinic)) == []


def test_the_command_writes_json_lines_of_one_clinic_and_says_so_in_the_audit_log(
    talk: Talk,
    clinic: Clinic,
    charlie: Staff,
    ida: Patient,
    bob: Staff,
    later: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    talk.ask(talk.treat(ida))
    correction.correct(reply=talk.says("3"), by=bob, at=later, bruising="small")
    call_command("export_labelled_replies", "--clinic", clinic.slug)
    out, err = capsys.readouterr()
    assert [json.loads(line)["bruising"] for line in out.splitlines()] == ["small"]
    assert "Read every line" in err
    assert AuditEvent.objects.get(act="labelled replies exported").details == {"replies": 1}
    call_command("export_labelled_replies", "--clinic", charlie.clinic.slug)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("3, ÍDA vance's knee", "3, [name] [name]'s knee"),
        ("mail ida.v@example.org or https://x.example/ida", "mail [email] or [link]"),
        ("(719) 555-0177 or 7195550177 or +1 719.555.0177", "[phone] or [phone] or [phone]"),
        ("call 555-0142 after 2 pm", "call [phone] after 2 pm"),
        ("DOB 8/9/71, soreness 3", "DOB [date], soreness 3"),
        ("since March 4, 2025 or 5 de mayo", "since [date] or [date]"),
        ("i live at 412 Sycamore Ct. unit 7", "i live at [address] unit 7"),
        ("Regards,\nHarold Simmons", "Regards,\n[name]"),
        ("hi this is Gerald, 4", "hi this is [name], 4"),
        ("hola soy Lupita, un 4", "hola soy [name], un 4"),
        ("i am 93 years old, a 2", "i am [age] years old, a 2"),
        ("account 001234", "account [number]"),
    ],
)
def test_what_leads_to_somebody_is_masked(words: str, left: str) -> None:
    assert masked(words, names=["Ida", "Vance"]) == left


@pytest.mark.parametrize(
    "words",
    ["3/4 id say", "4... actually 6", "5-6 no bruise", "101.4 overnight", "10/10", "2.5", "im ok"],
)
def test_what_the_reader_needs_is_left(words: str) -> None:
    assert masked(words, names=["Ida", "Vance"]) == words


def test_a_hundred_thousand_characters_are_masked_in_no_time() -> None:
    for words in ("1 " * 50_000, "a@" * 50_000, "Regards, " * 11_000, "12 main " * 12_000):
        assert masked(words, names=["Ida"])

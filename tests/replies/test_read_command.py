"""`followup read` and `followup evaluate-reader`: lines in, lines out."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup.replies import read_command
from followup.replies.reader.lexicon import VOCABULARY

CORPUS = VOCABULARY.parent / "corpus" / "dev.jsonl"
HOLDOUT = Path(__file__).parent / "reader" / "holdout.jsonl"
ALICE = {
    "id": "a1", "lang": "en", "channel": "sms", "asked": "soreness+bruising", "region": "knee",
    "hours_after": 24, "anticoagulant": False, "text": "4 no. no fever",
}  # fmt: skip


def answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: str
) -> list[dict[str, Any]]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert read_command.read([]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_gets_its_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = answers(monkeypatch, capsys, json.dumps(ALICE) + "\n\n")
    assert found["id"] == "a1"
    assert (found["soreness"], found["bruising"]) == (4, "none")
    assert (found["triage"], found["emergency"]) == ("routine", False)
    assert found["intent"] == ["answer"]
    assert found["reasons"]
    assert [0, 1, "soreness"] in found["spans"]
    assert 0 < found["confidence"] <= 1


def test_a_bad_line_is_answered_with_its_error_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "\n".join(["{", "[1]", '{"id": "b"}', json.dumps(ALICE)])
    found = answers(monkeypatch, capsys, lines)
    assert ["error" in line for line in found] == [True, True, True, False]
    assert found[2]["id"] == "b"


def test_a_line_with_nothing_but_a_text_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = answers(monkeypatch, capsys, '{"text": "I cant breathe"}')
    assert (found["triage"], found["emergency"]) == ("urgent", True)


def test_it_needs_neither_django_nor_a_setting() -> None:
    script = (
        "import sys; from followup.replies.read_command import read; read([]);"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(ALICE), text=True, capture_output=True,
        check=False, env={"PYTHONPATH": str(Path.cwd()), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["soreness"] == 4


def test_the_evaluation_ends_with_one_line_of_figures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [
        {**ALICE, "soreness": 4, "bruising": "none", "intent": ["answer"], "triage": "routine"},
        {**ALICE, "id": "a2", "text": "2", "soreness": 9, "bruising": None, "intent": ["answer"],
         "triage": "urgent"},
    ]  # fmt: skip
    file = tmp_path / "labelled.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert read_command.evaluate([str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    figures = json.loads(lines[-1])
    assert (figures["replies"], figures["urgent_recall"], figures["triage_right"]) == (2, 0.0, 0.5)
    assert any(
        line.startswith("a2") and "not urgent" in line.replace("routine, ", "") for line in lines
    )


@pytest.mark.parametrize("command", [read_command.evaluate, read_command.read])
def test_a_wrong_call_says_how(
    command: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["one", "two"]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "replies"),
    [
        (CORPUS, 420),
        (CORPUS.with_name("more.jsonl"), 605),
        (CORPUS.with_name("others.jsonl"), 360),
        (HOLDOUT, 74),
    ],
    ids=[
        "the published replies",
        "those added since",
        "those by other hands",
        "those that nothing was built on",
    ],
)
def test_replies_are_read_as_they_are_labelled(
    file: Path, replies: int, capsys: pytest.CaptureFixture[str]
) -> None:
    read_command.evaluate([str(file)])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["replies"] == replies
    assert figures["urgent_recall"] == 1
    assert figures["person_read_as_routine"] <= 0.005
    assert figures["routine_held_up"] <= 0.04
    assert figures["routine_read_as_urgent"] <= 0.005
    assert figures["triage_right"] >= 0.97
    assert figures["soreness_exact"] >= 0.99
    assert figures["bruising_exact"] >= 0.97
    assert (figures["opt_out_found"], figures["false_opt_outs"]) == (1, 0)

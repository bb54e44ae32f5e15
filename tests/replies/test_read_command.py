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
    assert found["triage"] == "routine"
    assert list(found) == [
        "id", "soreness", "bruising", "intent", "triage", "reasons", "spans", "confidence"
    ]  # fmt: skip
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
    assert found["triage"] == "urgent"


@pytest.mark.parametrize(
    "strange",
    [
        {"region": "cervical spine"}, {"region": "tail"}, {"region": 7}, {"hours_after": "48"},
        {"hours_after": float("nan")}, {"hours_after": 10**400}, {"hours_after": -5},
        {"asked": "the weather"}, {"asked": None}, {"lang": "xx"}, {"channel": "pigeon"},
        {"anticoagulant": "maybe"}, {"id": {"a": 1}}, {"weather": "fine"},
    ],
)  # fmt: skip
def test_what_the_guide_does_not_know_stops_nothing_and_hides_no_danger(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], strange: dict[str, Any]
) -> None:
    text = "2 but the worst headache of my life and my neck wont bend"
    row = {**ALICE, "region": "neck", "text": text, **strange}
    (found,) = answers(monkeypatch, capsys, json.dumps(row))
    assert found["triage"] == "urgent"


def test_bytes_that_are_no_text_and_halves_of_letters_are_answered_line_by_line() -> None:
    asked = b'"asked": "soreness"'
    lines = b'{"text": "4 \xff no", "id": 1, ' + asked + b"}\n\n"
    lines += b'{"text": "4 \\ud800", "id": "\\ud800", ' + asked + b"}\n"
    done = subprocess.run(
        [sys.executable, "-m", "followup", "read"], input=lines, capture_output=True, check=False,
        env={"PATH": "", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["soreness"], first["id"]) == (4, 1)
    assert (second["soreness"], second["id"]) == (4, "\ud800")


def test_it_answers_each_line_before_it_reads_the_next() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "followup", "read"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as reading:  # fmt: skip
        assert reading.stdin is not None
        assert reading.stdout is not None
        for score in (3, 4):
            reading.stdin.write(json.dumps({**ALICE, "text": str(score)}) + "\n")
            reading.stdin.flush()
            assert json.loads(reading.stdout.readline())["soreness"] == score


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
        (CORPUS.with_name("fresh.jsonl"), 756),
        (CORPUS.with_name("blind.jsonl"), 359),
        (HOLDOUT, 74),
    ],
    ids=[
        "the published replies",
        "those added since",
        "those by other hands",
        "those written afresh, round by round",
        "those written by three who did not know the reader",
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

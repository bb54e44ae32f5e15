"""Adding a language is adding a file: here Portuguese, in ten lines."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from followup.replies.reader import lexicon, read
from followup.replies.triage import judge

PORTUGUESE = """
language = "pt"
[lists]
parte = ["perna", "braco", "pe"]
[flags.numb]
severity = "U"
phrases = ["{parte} .. dormente|dormentes"]
[scopes]
denied_before = ["nao"]
[nets.weakness]
raises = "flag:weakness"
about = "perna, braco, mao"
trouble = "falhando, sem forca"
[numbers]
quatro = 4
[words]
turns = "nao"
"""


@pytest.fixture(autouse=True)
def _with_portuguese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    there = tmp_path / "vocabulary"
    shutil.copytree(lexicon.VOCABULARY, there)
    (there / "pt.toml").write_text(PORTUGUESE, encoding="utf-8")
    monkeypatch.setattr(lexicon, "VOCABULARY", there)
    lexicon.lexicon.cache_clear()
    yield
    lexicon.lexicon.cache_clear()


@pytest.mark.parametrize(
    ("text", "soreness", "urgency"),
    [
        ("quatro", 4, "routine"),
        ("quatro, a perna está dormente", 4, "urgent"),
        ("quatro, a perna não está dormente", 4, "routine"),
        ("quatro, meu braço está sem força", 4, "urgent"),
        ("4, my foot is numb", 4, "urgent"),
        ("cuatro, sin moretón", 4, "routine"),
    ],
)
def test_one_more_file_and_the_language_is_read(text: str, soreness: int, urgency: str) -> None:
    reading = read(text, lang="pt", asked="soreness", region="calf")
    verdict = judge(reading, asked="soreness", region="calf", hours_after=24.0)
    assert (reading.soreness, verdict.urgency) == (soreness, urgency)

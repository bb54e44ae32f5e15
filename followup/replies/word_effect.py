"""What a clinic's words would change of the labelled replies, before they are used."""

import json
from collections.abc import Iterator
from pathlib import Path

from followup.replies import reader
from followup.replies.evaluation import ORDER, Outcome, Row, outcome
from followup.replies.reader.extension import Extension

CORPUS = Path(reader.__file__).parent / "corpus"
_SHOWN = 10


def labelled() -> Iterator[Row]:
    """Every labelled reply that comes with the program."""
    for path in sorted(CORPUS.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def effect_of(extension: Extension, *, language: str) -> Iterator[str]:
    """How many replies of that language would be read as more or less urgent, and the first."""
    rows = [row for row in labelled() if row["lang"] == language]
    changed = [pair for row in rows if _differ(pair := _both(row, extension))]
    raised = [pair for pair in changed if _place(pair[1]) < _place(pair[0])]
    yield (
        f"Of {len(rows)} labelled replies {len(raised)} would be read as more urgent, "
        f"{len(changed) - len(raised)} as less."
    )
    for before, after in changed[:_SHOWN]:
        words = before.row["text"][:80]
        yield f"  {before.verdict.urgency} -> {after.verdict.urgency}: {words!r}"


def _both(row: Row, extension: Extension) -> tuple[Outcome, Outcome]:
    return outcome(row), outcome(row, extended=extension.known)


def _differ(pair: tuple[Outcome, Outcome]) -> bool:
    return pair[0].verdict.urgency is not pair[1].verdict.urgency


def _place(found: Outcome) -> int:
    return ORDER.index(found.verdict.urgency)

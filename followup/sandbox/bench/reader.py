"""How long one reply takes from words to verdict, over the labelled replies that are shipped."""

import json
from pathlib import Path

from followup.replies import evaluation, reader
from followup.sandbox.bench.figures import Figure, percentile
from followup.sandbox.bench.ground import Ground

_CORPUS = Path(reader.__file__).with_name("corpus")


def run(ground: Ground) -> list[Figure]:
    """The p99 of each round; the first round loads the vocabulary and does not count."""
    lines = [line for file in sorted(_CORPUS.glob("*.jsonl")) for line in file.open()]
    rows = [json.loads(line) for line in lines if line.strip()]
    rounds = 2 if ground.quick else 5
    waits = [[evaluation.outcome(row).seconds * 1000 for row in rows] for _ in range(rounds + 1)]
    values = [percentile(each, 0.99) for each in waits[1:]]
    return [Figure(bench="reader", unit="ms p99", values=values, beside={"replies": len(rows)})]

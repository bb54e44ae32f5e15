"""What a tick and a message cost beside ten thousand, a million or ten million planned rows."""

import time
from collections.abc import Callable
from statistics import median

from followup.sandbox.bench import part_dispatch, seeding
from followup.sandbox.bench.figures import Figure
from followup.sandbox.bench.ground import NOON, Ground

_SIZES = {10_000: "10 thousand", 1_000_000: "1 million", 10_000_000: "10 million"}
_QUICK_SIZES = {10_000: "10 thousand", 100_000: "100 thousand"}
_MESSAGES = 800


def run(ground: Ground) -> list[Figure]:
    """One process and one clinic; `of_smallest` is what must stay flat."""
    practice = seeding.practice(at=NOON)
    sizes = _QUICK_SIZES if ground.quick else _SIZES
    ticks, messages, present = [], [], 0
    for size, name in sizes.items():
        seeding.later(practice=practice, rows=size - present, at=NOON)
        present = size
        seeding.settle()
        _message(practice)
        ticks.append(_figure(f"scale.tick {name}", _tick, 25))
        messages.append(_figure(f"scale.message {name}", lambda: _message(practice), 5))
    return [*_beside(ticks), *_beside(messages)]


def _figure(bench: str, measured: Callable[[], float], rounds: int) -> Figure:
    return Figure(bench=bench, unit="ms", values=[measured() for _ in range(rounds)])


def _beside(figures: list[Figure]) -> list[Figure]:
    smallest = figures[0].median
    return [
        Figure(
            bench=each.bench,
            unit=each.unit,
            values=each.values,
            beside={"of_smallest": median(each.values) / smallest},
        )
        for each in figures
    ]


def _tick() -> float:
    return _milliseconds(1)


def _message(practice: seeding.Practice) -> float:
    seeding.due(practice=practice, people=_MESSAGES, at=NOON)
    return _milliseconds(_MESSAGES)


def _milliseconds(per: int) -> float:
    began = time.perf_counter()
    part_dispatch.play(until=1 if per == 1 else 1000)
    return (time.perf_counter() - began) * 1000 / per

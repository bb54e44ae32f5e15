"""Burst and fairness: ten thousand due at once in one clinic, and one message in another."""

from collections.abc import Sequence
from datetime import datetime

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import clock
from followup.messaging.models import Message
from followup.sandbox.bench import seeding
from followup.sandbox.bench.crew import Crew, crew
from followup.sandbox.bench.figures import Figure, percentile
from followup.sandbox.bench.ground import NOON, Ground

_DUE = 10_000
_MANY_TURNS = 10_000


def run(ground: Ground) -> list[Figure]:
    """Both are seen in the same rounds: the one is due behind the ten thousand."""
    with crew(part="part_dispatch", size=2, env=ground.env) as workers:
        rounds = [_round(workers) for _ in range(1 if ground.quick else 3)]
    return [
        Figure(bench="burst", unit="s until 95 % of 10,000", values=[each[0] for each in rounds]),
        Figure(bench="fairness", unit="s until the one", values=[each[1] for each in rounds]),
    ]


def _round(workers: Crew) -> tuple[float, float]:
    crowded = seeding.practice(at=NOON)
    small = seeding.practice(at=NOON)
    many = seeding.due(practice=crowded, people=_DUE, at=NOON)
    one = seeding.due(practice=small, people=1, at=NOON)
    PlannedMessage.objects.filter(pk__in=one).update(due_at=NOON, state=PlannedState.PLANNED)
    seeding.settle()
    began = clock.now()
    workers.play(*[{"until": _MANY_TURNS}] * 2)
    return percentile(_waits(many, began), 0.95), max(_waits(one, began))


def _waits(planned: Sequence[int], began: datetime) -> list[float]:
    accepted = Message.objects.filter(planned__in=planned, accepted_at__isnull=False)
    waits = [(at - began).total_seconds() for at in accepted.values_list("accepted_at", flat=True)]
    if len(waits) != len(planned):
        raise RuntimeError(f"{len(waits)} of {len(planned)} messages were accepted.")
    return waits

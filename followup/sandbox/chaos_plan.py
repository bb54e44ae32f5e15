"""Pure: what goes wrong and what goes on, moment by moment, as one seed says it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# Where each patient is when the course begins; in the second the hours end after some seconds, in
# the third they begin then, and in the last it is night throughout.
ZONES = ("America/Denver", "America/New_York", "Asia/Tokyo", "Europe/London")
_DIALLED = ("+1720555", "+1212555", "+81901234", "+44770090")
_SHARES = (10, 3, 2, 1)
_REGIONS = ("knee", "calf", "low_back", "shoulder", "upper_back", "forearm")
# How long ago the treatment was: what is due now is the aftercare, a check-in, or both.
_MINUTES_AGO = (29.9, 32, 40, 55, 24.2 * 60, 24.8 * 60, 26 * 60, 73 * 60)
_ANSWERS = (
    "4", "0", "3 and no bruise", "about a 6, a bit bruised", "no", "yes a small one", "gracias",
    "9, it is unbearable", "I can't breathe well", "when is my next visit?", "2", "7 out of 10",
)  # fmt: skip
STOPS = ("STOP", "stop", "Unsubscribe")
_AGAIN, _SAYS_MORE, _STOPS_IT = 0.15, 0.4, 0.12
_TARGETS = ("worker", "beat", "web", "sandbox", "redis", "postgres")
# How many requests or texts a fault strikes before it is spent.
_FAULTS = {
    "http_429": (1, 4),
    "http_500": (1, 4),
    "http_500_after": (1, 4),
    "slow": (2, 5),
    "never_answer": (1, 3),
    "drop_before": (1, 4),
    "drop_after": (1, 4),
    "receipt_early": (3, 8),
    "receipt_late": (3, 8),
    "receipt_twice": (3, 8),
    "receipt_out_of_order": (3, 8),
    "receipt_never": (3, 8),
    "inbound_late": (1, 4),
    "inbound_twice": (1, 4),
    "inbound_never": (1, 4),
}
_SECONDS = {"slow": (1.0, 3.5), "receipt_late": (0.5, 4.0), "inbound_late": (0.5, 4.0)}


@dataclass(frozen=True, slots=True)
class Person:
    """One patient: which of the clinics, where, and on which phone or mailbox."""

    key: int
    clinic: int
    zone: str
    number: str
    region: str
    by_email: bool = False

    @property
    def address(self) -> str:
        """Their mailbox."""
        return f"patient{self.key}@example.net"


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One thing that happens `second` seconds after the beginning.

    `verb`: treat and text (`subject`: a patient's key), kill and start (a process), empty (redis),
    fault (its kind).
    """

    second: float
    verb: str
    subject: str
    details: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it; the same seed gives the same plan."""

    seed: int
    seconds: float
    clinics: int
    people: tuple[Person, ...]
    acts: tuple[Act, ...]


def plan(*, seed: int, quick: bool) -> Plan:
    """A course of a quarter of a minute, or of two minutes."""
    dice = random.Random(seed)  # noqa: S311 - wanted: the same again
    seconds, crowd, rounds = (15.0, 80, 1) if quick else (110.0, 480, 6)
    clinics = 4
    people = tuple(_person(dice, key, clinics) for key in range(crowd))
    acts = [*_treatments(dice, people, seconds), *_outages(dice, seconds, rounds)]
    acts += _faults(dice, seconds, rounds)
    return Plan(seed, seconds, clinics, people, tuple(sorted(acts)))


def _person(dice: random.Random, key: int, clinics: int) -> Person:
    where = dice.choices(range(len(ZONES)), weights=_SHARES)[0]
    return Person(
        key=key,
        clinic=dice.randrange(clinics),
        zone=ZONES[where],
        number=f"{_DIALLED[where]}{2000 + key}",
        region=dice.choice(_REGIONS),
        by_email=dice.random() < 0.08,
    )


def _treatments(dice: random.Random, people: tuple[Person, ...], seconds: float) -> Iterator[Act]:
    for person in people:
        began = dice.uniform(0, seconds)
        yield _treated(dice, person, began, visit=1)
        if dice.random() < _AGAIN:
            yield _treated(dice, person, began + dice.uniform(0.1, 4), visit=2)
        if not person.by_email:
            yield from _said(dice, person, began)


def _treated(dice: random.Random, person: Person, second: float, *, visit: int) -> Act:
    details = {"ago": dice.choice(_MINUTES_AGO), "region": person.region, "visit": visit}
    return Act(second, "treat", str(person.key), details)


def _said(dice: random.Random, person: Person, second: float) -> Iterator[Act]:
    """Whatever they text after their treatment; for some of them a STOP ends it."""
    while dice.random() < _SAYS_MORE:
        second += dice.uniform(0.3, 5)
        details = {"number": person.number, "words": dice.choice(_ANSWERS)}
        yield Act(second, "text", str(person.key), details)
    if dice.random() < _STOPS_IT:
        details = {"number": person.number, "words": dice.choice(STOPS)}
        yield Act(dice.uniform(second, second + 5), "text", str(person.key), details)


def _outages(dice: random.Random, seconds: float, rounds: int) -> Iterator[Act]:
    """Each target in each round, at its own moment; some fall while others are down."""
    each = seconds / rounds
    for number in range(rounds):
        for target in _TARGETS:
            second = dice.uniform(number * each + 2, (number + 1) * each - 2)
            yield Act(second, "kill", target)
            yield Act(second + dice.uniform(0.1, 3), "start", target)
        yield Act(dice.uniform(number * each, (number + 1) * each), "empty", "redis")


def _faults(dice: random.Random, seconds: float, rounds: int) -> Iterator[Act]:
    for _ in range(rounds):
        for kind, (least, most) in _FAULTS.items():
            wish: dict[str, Any] = {"kind": kind, "times": dice.randint(least, most)}
            if kind in _SECONDS:
                wish["seconds"] = round(dice.uniform(*_SECONDS[kind]), 2)
            yield Act(dice.uniform(0, seconds), "fault", kind, wish)

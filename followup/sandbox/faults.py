"""Faults on demand: which go wrong, for whom, how often, and by which seed."""

import random
from dataclasses import dataclass, field
from typing import Any

# What a fault touches, by its kind.
STAGES: dict[str, str] = {
    "error": "answer",
    "http_429": "answer",
    "http_500": "answer",
    "http_500_after": "answer",
    "slow": "answer",
    "drop_before": "answer",
    "drop_after": "answer",
    "never_answer": "answer",
    "undelivered": "fate",
    "landline": "fate",
    "unreachable": "fate",
    "receipt_early": "receipt",
    "receipt_late": "receipt",
    "receipt_twice": "receipt",
    "receipt_out_of_order": "receipt",
    "receipt_never": "receipt",
    "inbound_late": "inbound",
    "inbound_twice": "inbound",
    "inbound_never": "inbound",
    "smtp_error": "smtp",
    "smtp_drop_before": "smtp",
    "smtp_drop_after": "smtp",
    "smtp_slow": "smtp",
}
_SETTABLE = {
    "kind", "number", "on", "times", "probability", "seed", "code", "seconds", "accepted"
}  # fmt: skip


class UnknownFault(ValueError):
    """The fault asked for does not exist; the message says which do."""


@dataclass(kw_only=True)
class Fault:
    """One rule. Without `number` it touches everybody, without `times` it stays until cleared."""

    id: str
    kind: str
    number: str | None = None
    on: str = "create"
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    code: int | None = None
    seconds: float = 0.0
    accepted: bool = True
    spent: int = 0
    dice: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - wanted: the same faults again

    @property
    def stage(self) -> str:
        """What it touches: answer, fate, receipt, inbound or smtp."""
        return STAGES[self.kind]

    def concerns(self, *, stage: str, on: str, numbers: tuple[str, ...]) -> bool:
        """Whether this rule is about such a moment at all."""
        return (
            self.stage == stage
            and (stage != "answer" or self.on in (on, "any"))
            and (self.number is None or self.number in numbers)
            and (self.times is None or self.spent < self.times)
        )

    def strikes(self) -> bool:
        """Throw the dice; the same seed gives the same row of answers."""
        return self.probability >= 1 or self.dice.random() < self.probability

    def shown(self) -> dict[str, Any]:
        """The rule as the control interface shows it."""
        return {name: getattr(self, name) for name in sorted(_SETTABLE | {"id", "spent"})}


def parsed(*, wish: dict[str, Any], fault_id: str) -> Fault:
    """A fault out of JSON, or an error that says what can be asked for."""
    if wish.get("kind") not in STAGES:
        raise UnknownFault(f"kind must be one of {', '.join(STAGES)}")
    if strange := set(wish) - _SETTABLE:
        raise UnknownFault(f"unknown: {', '.join(sorted(strange))}; known: {sorted(_SETTABLE)}")
    return Fault(id=fault_id, **wish)

"""Pure: how the status of a message moves, whatever order the provider's words come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Status = Literal["queued", "sending", "unknown", "accepted", "delivered", "failed"]
Word = Literal["accepted", "delivered", "failed"]

FINAL = frozenset({"delivered", "failed"})
_RANK = {"queued": 0, "sending": 1, "unknown": 1, "accepted": 2, "delivered": 3, "failed": 3}

# Seconds until the next try, after the first, second, ... that did not go.
_WAITS = (5, 20, 60, 180, 600, 1200)
MOST_TRIES = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message did not go, with its own policy; `words` tell an admin what to do.

    `retry`: it may go later. `never_arrived`: the provider cannot have it, so trying again is safe.
    `opted_out`: the recipient refuses. `unreachable`: this contact point is no good.
    `halts`: nothing of this sender can go until a person mends its set-up.
    """

    code: str
    words: str
    retry: bool = False
    never_arrived: bool = False
    opted_out: bool = False
    unreachable: bool = False
    halts: bool = False
    # How often a message that the provider had taken and then lost is worth another text.
    again_after_receipt: int = 0

    @property
    def reason(self) -> str:
        """The word that is stored and shown."""
        if self.opted_out:
            return "opted_out"
        return "unreachable" if self.unreachable else f"provider_{self.code}"[:40]


@dataclass(frozen=True, slots=True)
class Said:
    """A provider's word in ours; `word` is None where it says nothing that moves a message."""

    word: Word | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """What a receipt does to a message: its status from now on, and what else follows."""

    status: Status
    fault: Fault | None = None
    moved: bool = False
    contradicts: bool = False


def advance(current: Status, said: Said) -> Advance:
    """Only forward: a late or repeated word changes nothing, and nothing final is taken back."""
    if said.word is None:
        return Advance(current)
    if current in FINAL:
        # A carrier may report both; the first stands and the second is shown to a person.
        return Advance(current, contradicts=said.word in FINAL and said.word != current)
    if _RANK[said.word] <= _RANK[current]:
        return Advance(current)
    return Advance(said.word, fault=said.fault, moved=True)


def next_try(*, tries: int, at: datetime, expires_at: datetime, jitter: float) -> datetime | None:
    """When to try again after `tries` that did not go, or None when that would be of no use.

    `jitter` is a number in [0, 1) that spreads the load of many messages that failed together.
    """
    if tries >= MOST_TRIES:
        return None
    wait = _WAITS[min(tries, len(_WAITS)) - 1] if tries else 0
    then = at + timedelta(seconds=wait * (1 + jitter / 2))
    return then if then < expires_at else None

"""One turn of the dispatcher: what a person waits for first, then what is queued, then the plan."""

import time
from dataclasses import dataclass
from datetime import datetime

from followup.lib import clock, pulse
from followup.messaging import claim, handover, recheck, senders
from followup.messaging.decide import decide
from followup.messaging.models import Message

# A turn ends after so many seconds and asks for the next one: nothing urgent waits behind it.
_TURN_SECONDS = 2.0


@dataclass(slots=True)
class Turn:
    """What one turn did; `more` when it ended before the work did."""

    claimed: int = 0
    accepted: int = 0
    more: bool = False


def dispatch() -> Turn:
    """Send what is due until nothing is left or the turn is over."""
    turn, began = Turn(), time.monotonic()
    pulse.beat()
    senders.ensure()
    while _step(turn):
        if time.monotonic() - began > _TURN_SECONDS:
            turn.more = True
            break
    return turn


def _step(turn: Turn) -> bool:
    """One round over all three queues; whether anything was found."""
    at = clock.now()
    before = turn.claimed
    _urgent(turn, at)
    _queued(turn, at)
    _planned(turn, at)
    return turn.claimed > before


def _urgent(turn: Turn, at: datetime) -> None:
    leased = time.monotonic()
    ids = claim.urgent(at=at)
    turn.claimed += len(ids)
    _send(turn, recheck.still_wanted(ids=ids, at=at), leased)


def _queued(turn: Turn, at: datetime) -> None:
    for clinic_id, channel in claim.senders_with_queued(at=at):
        leased = time.monotonic()
        may = senders.take(clinic_id=clinic_id, channel=channel, wanted=claim.share())
        ids = claim.queued(clinic_id=clinic_id, channel=channel, limit=may, at=at) if may else []
        senders.give_back(clinic_id=clinic_id, channel=channel, unused=may - len(ids))
        turn.claimed += len(ids)
        _send(turn, recheck.still_wanted(ids=ids, at=at), leased)


def _planned(turn: Turn, at: datetime) -> None:
    leased = time.monotonic()
    ids = claim.planned(at=at)
    turn.claimed += len(ids)
    if ids:
        _send(turn, decide(ids=ids, at=at), leased)


def _send(turn: Turn, messages: list[Message], leased: float) -> None:
    if messages:
        turn.accepted += handover.hand_over(messages=messages, leased_at=leased)

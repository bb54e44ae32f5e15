"""The part of a worker: the engine as it is, until nothing is left that is due."""

import time

from followup.messaging import dispatch

_BREATH = 0.002


def play(*, until: int) -> dict[str, int]:
    """Dispatch until one whole turn found nothing; `until` bounds the turns."""
    accepted = 0
    for _ in range(until):
        turn = dispatch.dispatch()
        accepted += turn.accepted
        if not turn.claimed:
            break
        time.sleep(_BREATH)
    return {"accepted": accepted}

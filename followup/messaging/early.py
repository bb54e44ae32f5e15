"""Send a planned message before its time, because a person asks: by the same rules as all others.

The decision is asked first, so that the person hears at once why not and when instead; the message
itself goes the way of every planned one, and the dispatcher has the last word.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from followup.care import adjusting
from followup.care.models import PlannedMessage
from followup.clinic.models import Staff
from followup.lib.later import nudge_later
from followup.messaging import due, facts, policy
from followup.messaging.policy import Hold, Send, Skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it may not go now, as a code of care/reasons.py; `until`: when it may, if ever."""

    because: str
    until: datetime | None = None


def send_now(*, planned: PlannedMessage, by: Staff, at: datetime) -> Refusal | None:
    """None: it is due now. Raises NotAdjusted where it has gone already or was cancelled."""
    with transaction.atomic():
        refusal = may_go(planned=planned, at=at)
        if refusal is not None:
            return refusal
        adjusting.bring_forward(planned=planned, by=by, at=at)
    nudge_later("dispatch")
    return None


def may_go(*, planned: PlannedMessage, at: datetime) -> Refusal | None:
    """What the rules would say of it at this moment; None: nothing stands against it."""
    rows = due.read(ids=[planned.pk])
    known = facts.gather(rows=rows, at=at)
    decision = policy.decide(facts.facts_of(rows[0], known=known, at=at))
    match decision:
        case Send():
            return None
        case Hold(until, because):
            return Refusal(because, until)
        case Skip(reason):
            return Refusal(reason)

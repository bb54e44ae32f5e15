"""Decide a claimed batch: each planned message becomes a Message, a skip or a hold.

All of it is one transaction that ends before the network is touched. The patients' rows are locked
first, so that two dispatchers, a STOP or a reply can never decide about one patient at a time.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import connection, transaction

from followup.care import budget
from followup.care.models import CheckIn, Kind, PlannedState
from followup.lib import bulk
from followup.messaging import answer_links, due, facts, handover, planned_words, policy, senders
from followup.messaging.due import Due
from followup.messaging.facts import Surroundings
from followup.messaging.models import Message, Status
from followup.messaging.policy import Hold, Send, Skip
from followup.messaging.render import TemplateError

log = structlog.get_logger(__name__)

# One statement for the batch: Django's bulk_update takes longer than the network.
_WRITE_ROWS = """
UPDATE care_plannedmessage planned
SET state = decided.state, reason = decided.reason, due_at = decided.due_at,
    moved_because = decided.moved_because, settled_at = decided.settled_at, leased_until = NULL
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(due)s::timestamptz[],
            %(moved)s::text[], %(settled)s::timestamptz[])
     AS decided(id, state, reason, due_at, moved_because, settled_at)
WHERE planned.id = decided.id
"""


@transaction.atomic
def decide(*, ids: Sequence[int], at: datetime) -> list[Message]:
    """Settle the claimed rows `ids`; returns the messages that may be handed over at once.

    Those beyond the sender's rate stay queued, for a later turn. A row that was cancelled
    meanwhile is left as it is.
    """
    rows = due.locked(ids=ids)
    known = facts.gather(rows=rows, at=at)
    composer = planned_words.Composer(rows=rows)
    going: list[tuple[Due, Message]] = []
    for row in sorted(rows, key=lambda row: -budget.importance(row.kind)):
        message = _settle_row(row, known, composer, at=at)
        if message is not None:
            going.append((row, message))
    _write_rows(rows)
    _open_check_ins(going, known, at=at)
    now = _write_messages([message for _, message in going], at=at)
    answer_links.write(composer.links)
    return now


def _settle_row(
    row: Due,
    known: Surroundings,
    composer: planned_words.Composer,
    *,
    at: datetime,
) -> Message | None:
    decision = policy.decide(facts.facts_of(row, known=known, at=at))
    if isinstance(decision, Hold):
        row.state, row.due_at = PlannedState.PLANNED, decision.until
        row.moved_because = decision.because
        return None
    row.settled_at = at
    if isinstance(decision, Send):
        try:
            point = known.points[row.patient_id, decision.channel]
            message = composer.message(row, channel=decision.channel, point=point, at=at)
        except TemplateError as error:
            log.warning("template_unusable", planned=row.pk, kind=row.kind, line=error.line)
            decision = Skip("template")
        else:
            row.state = PlannedState.DONE
            known.sent[row.patient_id].append(at)
            return message
    row.state, row.reason = PlannedState.SKIPPED, decision.reason
    return None


def _write_rows(rows: Sequence[Due]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_ROWS,
            {
                "ids": [row.pk for row in rows],
                "states": [str(row.state) for row in rows],
                "reasons": [row.reason for row in rows],
                "due": [row.due_at for row in rows],
                "moved": [row.moved_because for row in rows],
                "settled": [row.settled_at for row in rows],
            },
        )


def _open_check_ins(
    going: Sequence[tuple[Due, Message]], known: Surroundings, *, at: datetime
) -> None:
    """The check-in stands before its question leaves: the answer may be faster than the receipt."""
    asking = [(row, message) for row, message in going if row.step.asks and row.kind != Kind.NUDGE]
    opened = [_check_in(row, at) for row, _ in asking]
    bulk.insert(opened)
    for (_, message), check_in in zip(asking, opened, strict=True):
        message.check_in_id = check_in.pk
    for row, message in going:
        if row.kind == Kind.NUDGE:
            message.check_in_id = known.check_ins[row.follow_up_id, row.step_id].pk


def _check_in(row: Due, at: datetime) -> CheckIn:
    return CheckIn(
        clinic_id=row.clinic_id,
        follow_up_id=row.follow_up_id,
        patient_id=row.patient_id,
        planned_id=row.pk,
        awaiting=row.step.asks[0],
        opened_at=at,
    )


def _write_messages(messages: Sequence[Message], *, at: datetime) -> list[Message]:
    now = _within_rate(messages)
    lease = handover.lease_end()
    for message in now:
        message.status, message.tries, message.leased_until = Status.SENDING, 1, lease
    bulk.insert(messages)
    handover.write_attempts(messages=now, at=at)
    return now


def _within_rate(messages: Sequence[Message]) -> list[Message]:
    by_sender: dict[tuple[int, str], list[Message]] = defaultdict(list)
    for message in messages:
        by_sender[message.clinic_id, message.channel].append(message)
    now: list[Message] = []
    for (clinic_id, channel), waiting in sorted(by_sender.items()):
        may = senders.take(clinic_id=clinic_id, channel=channel, wanted=len(waiting))
        now.extend(waiting[:may])
    return now

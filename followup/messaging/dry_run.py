"""What would go out until the end of a day: the rules that decide for real, run ahead in time.

It knows what the dispatcher will know, and no more: replies, STOP, treatments that are logged
until then, what a provider refuses and how long it takes cannot be foreseen. A nudge is listed as
if nobody answered. Nothing is written.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from followup.care import budget
from followup.care.models import (
    CheckIn,
    CheckInState,
    FollowUpState,
    Kind,
    PlannedMessage,
    PlannedState,
)
from followup.care.nudge import Asked, nudge_of
from followup.care.planning import zones_of
from followup.clinic import contacts
from followup.clinic.models import Channel, Clinic
from followup.messaging import due, facts, planned_words, policy, queued_ahead
from followup.messaging.ahead import Line
from followup.messaging.due import Due
from followup.messaging.facts import Surroundings
from followup.messaging.models import Message
from followup.messaging.policy import Decision, Hold, Send, Skip
from followup.messaging.render import TemplateError

_AHEAD = timedelta(days=8)
_QUEUED, _PLANNED = 0, 1


@dataclass(slots=True)
class _Run:
    """The state of the pretended dispatcher."""

    at: datetime
    ends: datetime
    known: Surroundings
    composer: planned_words.Composer
    # What is not decided yet, by id; a nudge that is only foreseen has its check-in's, negative.
    waiting: dict[int, Due]
    # What is planned for after the day, which the cap looks ahead to.
    later: dict[int, list[tuple[str, datetime, datetime]]]
    # What waits in the queue as a message already, by id.
    queued: dict[int, Message]
    # Instants to come, with the ids of what is decided then: the queue (0) before the plan (1).
    agenda: list[tuple[datetime, int, int]] = field(default_factory=list)

    def put(self, at: datetime, which: int, pk: int) -> None:
        """Look at it then, or now where that is over."""
        heapq.heappush(self.agenda, (max(at, self.at), which, pk))


def foresee(*, clinic: Clinic, starts: datetime, ends: datetime, at: datetime) -> list[Line]:
    """Every message of the clinic that is decided between the two instants, in their order."""
    run = _begun(clinic, ends, at)
    return sorted(
        (line for line in _decided(run) if starts <= line.at < ends),
        key=lambda line: (line.at, -budget.importance(line.kind), line.patient_id),
    )


def _begun(clinic: Clinic, ends: datetime, at: datetime) -> _Run:
    planned = PlannedMessage.objects.of(clinic).filter(state=PlannedState.PLANNED)
    rows = due.read(ids=list(planned.filter(due_at__lt=ends).values_list("pk", flat=True)))
    messages = queued_ahead.waiting(clinic=clinic, ends=ends)
    run = _Run(
        at=at,
        ends=ends,
        known=facts.gather(rows=rows, at=at),
        composer=planned_words.Composer(rows=rows),
        waiting={row.pk: row for row in rows},
        later=_later(rows, ends),
        queued={message.pk: message for message in messages},
    )
    queued_ahead.gather(messages=messages, known=run.known, at=at)
    for message in messages:
        run.put(message.due_at, _QUEUED, message.pk)
    for row in rows:
        run.put(row.due_at, _PLANNED, row.pk)
    return run


def _later(rows: Sequence[Due], ends: datetime) -> dict[int, list[tuple[str, datetime, datetime]]]:
    found: dict[int, list[tuple[str, datetime, datetime]]] = defaultdict(list)
    coming = PlannedMessage.objects.filter(
        patient__in={row.patient_id for row in rows},
        state__in=[PlannedState.PLANNED, PlannedState.CLAIMED],
        due_at__gte=ends,
        due_at__lt=ends + _AHEAD,
        follow_up__state=FollowUpState.ACTIVE,
    )
    for patient, *values in coming.values_list("patient", "kind", "due_at", "expires_at"):
        found[patient].append((values[0], values[1], values[2]))
    return found


def _decided(run: _Run) -> Iterator[Line]:
    """Instant by instant, as the dispatcher's turns come; the more important first."""
    while run.agenda and run.agenda[0][0] < run.ends:
        instant = run.agenda[0][0]
        batch: list[Due] = []
        while run.agenda and run.agenda[0][0] == instant:
            _, which, pk = heapq.heappop(run.agenda)
            if which == _QUEUED:
                yield from _line_of_queued(run, run.queued[pk], instant)
            else:
                batch.append(run.waiting.pop(pk))
        run.known.coming = _coming(run, {row.patient_id for row in batch}, instant)
        batch.sort(key=lambda row: (-budget.importance(row.kind), abs(row.pk)))
        for row in batch:
            yield from _line(run, row, instant)


def _line_of_queued(run: _Run, message: Message, at: datetime) -> Iterator[Line]:
    decision = queued_ahead.verdict(message, run.known, at)
    if isinstance(decision, Skip):
        yield queued_ahead.line(message, at, "skip", decision.reason)
    elif isinstance(decision, Send):
        queued_ahead.goes(message, run.known, at)
        yield queued_ahead.line(message, at, "send")
    elif decision.until < run.ends:
        run.put(decision.until, _QUEUED, message.pk)
    else:
        yield queued_ahead.line(message, at, "hold", decision.because)


def _coming(run: _Run, patients: set[int], at: datetime) -> dict[int, list[budget.Due]]:
    """What is planned for them and not decided yet, as `facts.gather` would find it then."""
    found: dict[int, list[budget.Due]] = defaultdict(list)
    for row in run.waiting.values():
        if row.patient_id in patients and _counts(row, at):
            found[row.patient_id].append(budget.Due(row.kind, row.due_at))
    for patient in patients:
        for kind, due_at, expires_at in run.later.get(patient, ()):
            if due_at < at + _AHEAD and expires_at > at:
                found[patient].append(budget.Due(kind, due_at))
    return found


def _counts(row: Due, at: datetime) -> bool:
    is_active = row.follow_up_state == FollowUpState.ACTIVE
    return is_active and row.due_at < at + _AHEAD and row.expires_at > at


def _line(run: _Run, row: Due, at: datetime) -> Iterator[Line]:
    decision = _with_words(run, row, policy.decide(facts.facts_of(row, known=run.known, at=at)), at)
    if isinstance(decision, Hold):
        row.due_at, row.moved_because = decision.until, decision.because
        run.waiting[row.pk] = row
        run.put(decision.until, _PLANNED, row.pk)
        if decision.until >= run.ends:
            yield _said(row, at, "hold", decision.because)
    elif isinstance(decision, Skip):
        yield _said(row, at, "skip", decision.reason)
    else:
        run.known.sent[row.patient_id].append(at)
        point = run.known.points[row.patient_id, decision.channel]
        to = contacts.masked(channel=decision.channel, value=point.value)
        sent = _said(row, at, "send", row.moved_because)
        yield replace(sent, channel=decision.channel, to=to)
        _ask(run, row, at)


def _with_words(run: _Run, row: Due, decision: Decision, at: datetime) -> Decision:
    if isinstance(decision, Send):
        point = run.known.points[row.patient_id, decision.channel]
        try:
            run.composer.message(row, channel=decision.channel, point=point, at=at)
        except TemplateError:
            return Skip("template")
    return decision


def _said(row: Due, at: datetime, outcome: str, reason: str) -> Line:
    return Line(
        patient_id=row.patient_id,
        follow_up_id=row.follow_up_id,
        kind=row.kind,
        at=at,
        outcome=outcome,
        reason=reason,
        unless_answered=row.kind == Kind.NUDGE,
    )


def _ask(run: _Run, row: Due, at: datetime) -> None:
    """A question that goes out opens its round, and plans its nudge."""
    if not row.step.asks or row.kind == Kind.NUDGE:
        return
    key = (row.follow_up_id, row.step_id)
    run.known.check_ins = {**run.known.check_ins, key: CheckIn(state=CheckInState.OPEN)}
    if not row.step.nudge_days:
        return
    nudge = nudge_of(_asked(run, row), at, run.known.hours[row.clinic_id], _zones(run, row))
    if nudge.state != PlannedState.PLANNED:
        return
    foreseen = replace(
        row,
        pk=-row.pk,
        kind=Kind.NUDGE,
        due_at=nudge.due_at,
        expires_at=nudge.expires_at,
        moved_because=nudge.moved_because,
        state=PlannedState.PLANNED,
    )
    run.waiting[foreseen.pk] = foreseen
    run.put(foreseen.due_at, _PLANNED, foreseen.pk)


def _asked(run: _Run, row: Due) -> Asked:
    following = [
        other.due_at
        for other in run.waiting.values()
        if (other.follow_up_id, other.kind) == (row.follow_up_id, Kind.CHECK_IN)
        and other.due_at > row.due_at
    ]
    beyond = PlannedMessage.objects.filter(
        follow_up=row.follow_up_id,
        kind=Kind.CHECK_IN,
        state=PlannedState.PLANNED,
        due_at__gte=run.ends,
    ).values_list("due_at", flat=True)
    return Asked(
        clinic_id=row.clinic_id,
        follow_up_id=row.follow_up_id,
        patient_id=row.patient_id,
        step_id=row.step_id,
        nudge_days=row.step.nudge_days,
        time_zone=row.time_zone,
        next_asked_at=min([*following, *beyond], default=None),
    )


def _zones(run: _Run, row: Due) -> tuple[ZoneInfo, ...]:
    phone = run.known.points.get((row.patient_id, Channel.SMS))
    return zones_of(
        clinic_zone=row.clinic.time_zone,
        time_zone=row.time_zone,
        number=phone.value if phone else "",
    )

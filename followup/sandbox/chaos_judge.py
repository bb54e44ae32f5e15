"""Waits for calm after the chaos, and then counts what was lost, doubled, late or broken."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging import keywords
from followup.messaging.models import Message, Status
from followup.sandbox import promises, witness
from followup.sandbox.chaos_acts import Course, Outage
from followup.sandbox.chaos_plan import ZONES, Plan
from followup.sandbox.course import left_to_do
from followup.sandbox.witness import Verdict

# Past the longest wait for another try, and past the hour after which a silent text is asked about.
_LATER = (timedelta(minutes=3), timedelta(minutes=62))


def wait_for_calm(*, course: Course, patience: float) -> list[str]:
    """Move the clock on and wait until nothing is left to do; what is left after `patience`."""
    left: list[str] = []
    for step in _LATER:
        clock.move(step.total_seconds())
        deadline = time.monotonic() + patience
        while (left := _left(course, step is _LATER[-1])) and time.monotonic() < deadline:
            time.sleep(0.2)
    return left


def figures(*, course: Course, plan: Plan, left: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The last line of a run, and a line on each thing that is not as it should be."""
    ledger = course.remote.ledger()
    verdict = witness.compare(
        ledger=ledger, at=clock.now(), expected=_expected(course, plan, ledger)
    )
    broken = {
        "lost": [*verdict.lost, *(f"left to do: {line}" for line in left)],
        "duplicates": verdict.duplicates,
        "unexpected": verdict.unexpected,
        "after_stop": promises.after_stop(ledger=ledger),
        "outside_window": promises.outside_window(ledger=ledger),
        "over_cap": promises.over_cap(ledger=ledger),
    }
    recovery = [(outage, _recovery(outage, ledger)) for outage in course.outages]
    counts = {name: len(lines) for name, lines in broken.items()}
    lines = [f"{name}: {line}" for name, found in broken.items() for line in found]
    return {
        "seed": plan.seed,
        "tried": dict(sorted(course.tried.items())),
        **_seen(ledger, verdict),
        **counts,
        "recovery_seconds": {
            f"{outage.target} {number}": seconds
            for number, (outage, seconds) in enumerate(recovery, start=1)
        },
        "recovery_seconds_max": max((s for _, s in recovery if s is not None), default=0.0),
    }, lines


def _left(course: Course, with_receipts: bool) -> list[str]:
    try:
        left = [f"{count} {name}" for name, count in left_to_do().items()]
        course.remote.settle(1)
        if with_receipts and not left:
            left = _receipts_missing(course.remote.ledger())
    except (DatabaseError, InterfaceError):
        connection.close()
        return ["the database is away"]
    return left


def _receipts_missing(ledger: Mapping[str, Any]) -> list[str]:
    delivered = {line["sid"] for line in ledger["outbound"] if line["status"] == "delivered"}
    known = Message.objects.filter(channel=Channel.SMS, status=Status.DELIVERED)
    ours = {
        line["sid"]
        for line in ledger["outbound"]
        if line["sid"] in delivered and not line["provider_reply"]
    }
    missing = ours - set(known.values_list("provider_id", flat=True))
    return [f"{len(missing)} receipts"] if missing else []


def _expected(course: Course, plan: Plan, ledger: Mapping[str, Any]) -> list[str]:
    """Who got something for certain: hours open all along, no STOP, and room under the cap."""
    stopped = {
        line["from"]
        for line in ledger["inbound"]
        if keywords.match(line["body"]) is keywords.Keyword.STOP
    }
    visits = Counter(act.subject for act in plan.acts if act.verb == "treat")
    return [
        person.address if person.by_email else person.number
        for person in plan.people
        if person.zone == ZONES[0]
        and visits[str(person.key)] == 1
        and course.clinics[person.clinic].cap_per_day > 1
        and person.number not in stopped
    ]


def _recovery(outage: Outage, ledger: Mapping[str, Any]) -> float | None:
    """Seconds from the kill to the first message accepted once it had been started again.

    For the web process: to the first webhook that was answered.
    """
    if outage.target == "web":
        marks = [
            tried["machine"]
            for webhook in ledger["webhooks"]
            for tried in webhook["tries"]
            if tried["outcome"].startswith("2")
        ]
    else:
        marks = [line["machine_at"] for line in ledger["outbound"] if not line["provider_reply"]]
    after = [mark for mark in marks if mark >= outage.started_at]
    return round(min(after) - outage.killed_at, 1) if after else None


def _seen(ledger: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    failed = Message.objects.filter(status=Status.FAILED)
    return {
        "accepted": ledger["counts"]["accepted"],
        "mails": len(ledger["emails"]),
        "inbound": len(ledger["inbound"]),
        "refused": ledger["counts"]["refused"],
        "failed": dict(Counter(failed.values_list("reason", flat=True))),
        "left_to_a_person": len(verdict.left_to_a_person),
    }

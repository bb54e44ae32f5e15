"""The engine in numbers, in Prometheus's text format, counted from the rows at each scrape.

No client library: its counters live in one process and forget at a restart, ours are in the
database. https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import clock, pulse
from followup.messaging.models import Attempt, Inbound, Message, Sender, Status
from followup.reports import waiting

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# What is counted by kind is counted over the last day: a table that grows for years is not walked.
_DAY = timedelta(days=1)

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """One gauge: its name, what it tells, and its value for each set of labels."""

    name: str
    tells: str
    values: list[tuple[Labels, float]] = field(default_factory=list)


def gather(*, at: datetime) -> list[Metric]:
    """Everything worth an alarm or a graph; no label names a clinic, a person or a number."""
    due = PlannedMessage.objects.filter(
        state=PlannedState.PLANNED, due_at__lte=at, expires_at__gt=at
    )
    queued = Message.objects.filter(status=Status.QUEUED, due_at__lte=at)
    unread = Inbound.objects.filter(read_at__isnull=True)
    recent = at - _DAY
    since = pulse.since()
    return [
        _one("planned_due", "Planned messages that are due.", waiting.count(due)),
        _one("planned_oldest_seconds", "How late the oldest is.", _age(waiting.oldest(due), at)),
        _one("queued", "Messages that wait for their turn.", waiting.count(queued)),
        _one("queued_oldest_seconds", "How late the oldest is.", _age(waiting.oldest(queued), at)),
        _one("sending", "Messages in a worker's hands.", _with(Status.SENDING)),
        _one("unknown", "Messages of which nobody knows.", _with(Status.UNKNOWN)),
        _one("inbound_unread", "Messages from patients, not read yet.", unread.count()),
        _one("inbound_oldest_seconds", "Age of the oldest.", _age(_first(unread), at)),
        _one("senders_halted", "Senders whose set-up is broken.", _halted()),
        _by("messages_day", "Messages made within a day.", ("channel", "status"),
            Message.objects.filter(created_at__gt=recent)),
        _by("provider_errors_day", "Tries within a day that did not go.", ("error_code",),
            Attempt.objects.filter(started_at__gt=recent).exclude(error_code="")),
        _one("tick_seconds", "Since a worker last looked for work; -1: never.",
             since.total_seconds() if since else -1),
    ]  # fmt: skip


def text(metrics: Iterable[Metric]) -> str:
    """As Prometheus reads it."""
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP followup_{metric.name} {metric.tells}"
    yield f"# TYPE followup_{metric.name} gauge"
    for labels, value in metric.values:
        inside = ",".join(f'{name}="{_escaped(said)}"' for name, said in labels.items())
        yield (
            f"followup_{metric.name}{{{inside}}} {value:g}"
            if inside
            else (f"followup_{metric.name} {value:g}")
        )


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _one(name: str, tells: str, value: float) -> Metric:
    return Metric(name, tells, [({}, value)])


def _by(name: str, tells: str, fields: tuple[str, ...], rows: QuerySet[Any]) -> Metric:
    counted = rows.order_by().values_list(*fields).annotate(Count("pk")).order_by(*fields)
    return Metric(
        name,
        tells,
        [(dict(zip(fields, map(str, said), strict=True)), count) for *said, count in counted],
    )


def _age(oldest: datetime | None, at: datetime) -> float:
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def _first(unread: QuerySet[Inbound]) -> datetime | None:
    first: datetime | None = unread.aggregate(first=Min("received_at"))["first"]
    return first


def _with(status: Status) -> int:
    return Message.objects.filter(status=status).count()


def _halted() -> int:
    return Sender.objects.filter(halted_until__gt=clock.machine_now()).count()

"""What patients were promised, judged by what the sandbox saw: STOP, the hours, and the cap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from followup.messaging import keywords
from followup.messaging.keywords import Keyword
from followup.messaging.models import Inbound, Message, MessageKind
from followup.messaging.outbox import AT_ONCE

# Federal calling hours (47 CFR 64.1200(c)(1)), and what a text that left in time may take.
_OPENS, _CLOSES = time(8), time(21)
_ON_ITS_WAY = timedelta(seconds=5)
# A STOP that only the poll brought: how long its transaction may take after the clock was read.
_HEEDED_WITHIN = timedelta(seconds=3)
_STILL_GO = frozenset({MessageKind.OPT_OUT, MessageKind.SAFETY_TEXT, MessageKind.ALERT})


def after_stop(*, ledger: Mapping[str, Any]) -> list[str]:
    """Texts whose attempt began once the provider had our word that the STOP was heard."""
    heard = _heard(ledger)
    broken = []
    for message in _sent_texts(ledger).exclude(kind__in=_STILL_GO).prefetch_related("attempts"):
        stop = heard.get((message.clinic_id, message.to_index))
        if stop and any(attempt.started_at > stop for attempt in message.attempts.all()):
            broken.append(f"{message.kind} {message.public_id} went after a STOP at {stop}")
    return broken


def outside_window(*, ledger: Mapping[str, Any]) -> list[str]:
    """Texts to patients that nobody asked for just now, made at night where the patient is."""
    created = _created(ledger)
    broken = []
    for message in _sent_texts(ledger).filter(patient__isnull=False).exclude(kind__in=AT_ONCE):
        assert message.patient is not None  # noqa: S101 - looked up so
        zone = ZoneInfo(message.patient.time_zone or message.clinic.time_zone)
        for at in created[str(message.public_id)]:
            local = at.astimezone(zone).time()
            if not (local >= _OPENS and (at - _ON_ITS_WAY).astimezone(zone).time() < _CLOSES):
                broken.append(f"{message.kind} {message.public_id} went at {local} in {zone}")
    return broken


def over_cap(*, ledger: Mapping[str, Any]) -> list[str]:
    """Patients with more automated messages on one day, or in seven, than their clinic allows."""
    days: dict[int, Counter[Any]] = defaultdict(Counter)
    caps: dict[int, tuple[int, int]] = {}
    created = _created(ledger)
    for message in _sent(ledger).filter(planned__isnull=False, patient__isnull=False):
        assert message.patient is not None  # noqa: S101 - looked up so
        zone = ZoneInfo(message.patient.time_zone or message.clinic.time_zone)
        caps[message.patient.pk] = message.clinic.cap_per_day, message.clinic.cap_per_week
        days[message.patient.pk].update(
            at.astimezone(zone).date() for at in created[str(message.public_id)]
        )
    return [
        f"patient {patient} got {dict(count)} of {caps[patient]}"
        for patient, count in days.items()
        if max(count.values()) > caps[patient][0] or _fullest_week(count) > caps[patient][1]
    ]


def _heard(ledger: Mapping[str, Any]) -> dict[tuple[int, str], datetime]:
    """When each STOP that still stands was surely heard: answered by us, or found by the poll."""
    answered = {
        line["about"]: datetime.fromisoformat(line["tries"][-1]["at"])
        for line in ledger["webhooks"]
        if line["kind"] == "inbound" and line["delivered"]
    }
    heard: dict[tuple[int, str], datetime] = {}
    for inbound in Inbound.objects.order_by("received_at"):
        keyword = keywords.match(inbound.body)
        if keyword is Keyword.START:
            heard.pop((inbound.clinic_id, inbound.sender_index), None)
        if keyword is Keyword.STOP:
            at = answered.get(inbound.provider_id, inbound.received_at + _HEEDED_WITHIN)
            heard.setdefault((inbound.clinic_id, inbound.sender_index), at)
    return heard


def _sent_texts(ledger: Mapping[str, Any]) -> Any:
    return _sent(ledger).filter(channel="sms")


def _sent(ledger: Mapping[str, Any]) -> Any:
    return Message.objects.filter(public_id__in=list(_created(ledger))).select_related(
        "patient", "clinic"
    )


def _created(ledger: Mapping[str, Any]) -> dict[str, list[datetime]]:
    """When each of our messages was made at the provider, by our own id."""
    created: dict[str, list[datetime]] = defaultdict(list)
    for key, at in _lines(ledger):
        created[key].append(datetime.fromisoformat(at))
    return created


def _lines(ledger: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for line in ledger["outbound"]:
        if not line["provider_reply"]:
            yield str(line["status_callback"] or "").rpartition("/")[2], line["created"]
    for mail in ledger["emails"]:
        yield str(mail["message_id"]).strip("<>").partition("@")[0], mail["at"]


def _fullest_week(count: Mapping[Any, int]) -> int:
    return max(_within(count, day) for day in count)


def _within(count: Mapping[Any, int], first: Any) -> int:
    days: Iterable[Any] = (first + timedelta(days=shift) for shift in range(7))
    return sum(count.get(day, 0) for day in days)

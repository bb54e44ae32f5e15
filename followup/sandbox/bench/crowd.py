"""Many patients with many replies, straight into the database.

Each row is a copy of one that Django would write, with ids and times of its own, so that no column
has to be named here that only the models know.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, models

from followup.care.models import FollowUp, Treatment
from followup.clinic import contacts, names
from followup.clinic.models import Channel, Consent, ContactPoint, Patient, Staff
from followup.messaging.models import Inbound, Message, MessageKind, Status
from followup.replies.models import Rank, ReadingRecord, Reply, Resolution, ReviewItem
from followup.sandbox.bench.seeding import Practice

# How the names of all of them begin, as somebody types it.
COMMON = "mar"
# So many of their replies wait; all others are done.
OPEN = 120
_FIRST = 20_000_000_000
_NUMBER = "+17205550177"
_COPY = """
INSERT INTO {table}
SELECT row.* FROM generate_series(%(first)s::bigint, %(last)s::bigint) n,
LATERAL jsonb_populate_record(NULL::{table}, %(row)s::jsonb || jsonb_build_object({own})) row
"""
_PATIENT = "%(base)s + (n - %(base)s) / %(each)s"
_WHEN = "%(at)s::timestamptz - (%(end)s - n) * interval '40 seconds'"


class _Kind(NamedTuple):
    """One row to be copied, once for each patient or for each reply, and what differs."""

    row: models.Model
    own: str
    of_replies: bool = True


def gather(*, practice: Practice, patients: int, replies: int, at: datetime) -> None:
    """So many patients, each with a treatment and so many replies, of which the newest wait."""
    end = _FIRST + patients * replies - 1
    told: dict[str, Any] = {
        "base": _FIRST,
        "each": replies,
        "at": at,
        "end": end,
        "waits": end - OPEN * replies,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for kind in _kinds(practice, at):
            meta = type(kind.row)._meta
            last = end if kind.of_replies else _FIRST + patients - 1
            statement = _COPY.format(table=meta.db_table, own=kind.own)
            cursor.execute(
                statement, {**told, "first": _FIRST, "last": last, "row": _stored(kind.row)}
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def _stored(row: models.Model) -> str:
    fields = type(row)._meta.concrete_fields
    values = {str(f.column): f.get_prep_value(getattr(row, f.attname)) for f in fields}
    return json.dumps(values, default=str)


def _kinds(practice: Practice, at: datetime) -> Iterator[_Kind]:
    yield from _people(practice, at)
    yield from _talk(practice, at)
    yield from _list(practice, at)


def _people(practice: Practice, at: datetime) -> Iterator[_Kind]:
    mine: dict[str, Any] = {"clinic": practice.clinic}
    patient = Patient(**mine, created_at=at)
    names.set_name(patient=patient, first="Maria", last="Lopez")
    yield _Kind(patient, "'id', n", of_replies=False)
    index = contacts.index_of(Channel.SMS, _NUMBER)
    phone = ContactPoint(**mine, channel=Channel.SMS, value=_NUMBER, index=index)
    yield _Kind(phone, "'id', n, 'patient_id', n, 'index', md5(n::text)", of_replies=False)
    agreed = Consent(**mine, channel=Channel.SMS, granted=True, at=at, how="form", recorded_at=at)
    yield _Kind(agreed, "'id', n, 'patient_id', n", of_replies=False)
    earlier = at - timedelta(days=1)
    visit = Treatment(**mine, treated_at=earlier, regions=["knee"], logged_at=earlier)
    yield _Kind(visit, "'id', n, 'patient_id', n", of_replies=False)
    follow_up = FollowUp(**mine, version_id=practice.steps[0].version_id, started_at=earlier)
    own = "'id', n, 'patient_id', n, 'treatment_id', n"
    yield _Kind(follow_up, own, of_replies=False)


def _talk(practice: Practice, at: datetime) -> Iterator[_Kind]:
    mine: dict[str, Any] = {"clinic": practice.clinic}
    whose = f"'id', n, 'patient_id', {_PATIENT}"
    inbound = Inbound(
        **mine,
        channel=Channel.SMS,
        provider="twilio",
        sender=_NUMBER,
        body="about a 4, small bruise",
        received_at=at,
        read_at=at,
    )
    own = f"'id', n, 'provider_id', n::text, 'sender_index', md5(({_PATIENT})::text)"
    yield _Kind(inbound, f"{own}, 'received_at', {_WHEN}")
    reply = Reply(**mine, asked="soreness", words=inbound.body, hours_after=24, received_at=at)
    own = f"{whose}, 'inbound_id', n, 'follow_up_id', {_PATIENT}, 'received_at', {_WHEN}"
    yield _Kind(reply, own)
    reading = ReadingRecord(
        **mine, soreness=4, bruising="small", urgency="routine", at=at, spans=[[8, 9, "soreness"]]
    )
    yield _Kind(reading, f"'id', n, 'reply_id', n, 'at', {_WHEN}")
    sent = Message(
        **mine,
        kind=MessageKind.CHECK_IN,
        channel=Channel.SMS,
        to=_NUMBER,
        body="Peak PT: how sore is it, 0 to 10? Any bruise?",
        status=Status.DELIVERED,
        created_at=at,
        due_at=at,
        expires_at=at,
        accepted_at=at,
    )
    made = f"'public_id', gen_random_uuid(), 'to_index', md5(n::text), 'created_at', {_WHEN}"
    yield _Kind(sent, f"{whose}, {made}, 'accepted_at', {_WHEN}")


def _list(practice: Practice, at: datetime) -> Iterator[_Kind]:
    """Each reply has a line, of which all but a few of the newest are closed."""
    mine: dict[str, Any] = {"clinic": practice.clinic}
    item = ReviewItem(**mine, rank=Rank.ROUTINE, reasons=[["expected", "as expected by now"]])
    item.waiting_since = at
    linked = f"'reply_id', n, 'follow_up_id', {_PATIENT}, 'waiting_since', {_WHEN}"
    open_now = "n > %(waits)s AND n %% %(each)s = 0"
    closed = f"'closed_at', CASE WHEN NOT ({open_now}) THEN {_WHEN} END"
    yield _Kind(item, f"'id', n, 'patient_id', {_PATIENT}, {linked}, {closed}, 'rank', n %% 3")
    by = Staff.objects.get(clinic=practice.clinic)
    resolution = Resolution(**mine, by=by, at=at, done="reviewed")
    yield _Kind(resolution, f"'id', n, 'item_id', n, 'at', {_WHEN}")

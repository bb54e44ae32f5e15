"""Many rows by one statement are stored as save() would store each, with their ids."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from followup.clinic.models import Channel, Clinic
from followup.lib import bulk
from followup.messaging.models import Inbound, InboundPhoto

pytestmark = pytest.mark.django_db
_ODD = 'a "quoted" \\ line\nwith 😀, \u2028, {braces}, %s and é'


def _inbound(clinic: Clinic, at: datetime, name: str, *, body: str = "4") -> Inbound:
    return Inbound(
        clinic=clinic, channel=Channel.SMS, provider="twilio", provider_id=name, sender="+1",
        sender_index="x", body=body, raw={"a": [1, None, "é"]}, received_at=at,
    )  # fmt: skip


def test_each_row_is_stored_as_save_would_and_knows_its_id(clinic: Clinic, at: datetime) -> None:
    rows = [_inbound(clinic, at + timedelta(microseconds=n), f"SM{n}") for n in range(50)]
    bulk.insert(rows)
    stored = {row.pk: row for row in Inbound.objects.all()}
    assert len(stored) == 50
    for row in rows:
        same = stored[row.pk]
        assert (same.provider_id, same.received_at) == (row.provider_id, row.received_at)
        assert (same.body, same.raw, same.read_at) == ("4", {"a": [1, None, "é"]}, None)


def test_any_words_come_back_as_they_were(clinic: Clinic, at: datetime) -> None:
    bulk.insert([_inbound(clinic, at, "SM1", body=_ODD)])
    assert Inbound.objects.get().body == _ODD


def test_the_database_sees_words_encrypted_only(clinic: Clinic, at: datetime) -> None:
    bulk.insert([_inbound(clinic, at, "SM1", body="my knee is blue")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM messaging_inbound i")
        assert "knee" not in cursor.fetchone()[0]


def test_a_stored_row_can_be_changed_and_saved(clinic: Clinic, at: datetime) -> None:
    row = _inbound(clinic, at, "SM1")
    bulk.insert([row])
    row.failures = 3
    row.save()
    assert Inbound.objects.get().failures == 3


def test_two_statements_whatever_the_number_of_rows(clinic: Clinic, at: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        bulk.insert([_inbound(clinic, at, "SM1")])
    with CaptureQueriesContext(connection) as many:
        bulk.insert([_inbound(clinic, at, f"SMx{n}") for n in range(300)])
    assert len(few) == len(many) == 2


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as none:
        bulk.insert([])
    assert len(none) == 0


def test_one_that_is_known_stores_none_of_them(clinic: Clinic, at: datetime) -> None:
    bulk.insert([_inbound(clinic, at, "SM1")])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([_inbound(clinic, at, "SM2"), _inbound(clinic, at, "SM1")])
    assert Inbound.objects.count() == 1


def test_unless_known_leaves_out_what_is_there_and_stores_the_rest(
    clinic: Clinic, at: datetime
) -> None:
    bulk.insert([_inbound(clinic, at, "SM1", body="first")])
    rows = [_inbound(clinic, at, "SM1", body="second"), _inbound(clinic, at, "SM2")]
    bulk.insert(rows, unless_known=True)
    bodies = dict(Inbound.objects.values_list("provider_id", "body"))
    assert bodies == {"SM1": "first", "SM2": "4"}


def test_rows_of_another_model_have_columns_of_their_own(clinic: Clinic, at: datetime) -> None:
    inbound = _inbound(clinic, at, "SM1")
    bulk.insert([inbound])
    bulk.insert([InboundPhoto(clinic=clinic, inbound=inbound, position=n) for n in range(3)])
    assert list(InboundPhoto.objects.values_list("position", flat=True).order_by("pk")) == [0, 1, 2]

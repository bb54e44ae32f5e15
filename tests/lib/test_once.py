"""A row is stored once, and whoever comes second is told so."""

from datetime import datetime

import pytest

from followup.clinic.models import Channel, Clinic
from followup.lib.once import inserted
from followup.messaging.models import Inbound

pytestmark = pytest.mark.django_db


def row(clinic: Clinic, at: datetime, *, name: str = "SM1") -> Inbound:
    return Inbound(
        clinic=clinic, channel=Channel.SMS, provider="twilio", provider_id=name, sender="+1",
        sender_index="x", body="the first words", raw={"a": "é"}, received_at=at,
    )  # fmt: skip


def test_the_first_is_stored_as_save_would(clinic: Clinic, at: datetime) -> None:
    first = row(clinic, at)
    assert inserted(first)
    stored = Inbound.objects.get(pk=first.pk)
    assert (stored.body, stored.raw, stored.received_at) == ("the first words", {"a": "é"}, at)
    first.failures = 1
    first.save()
    assert Inbound.objects.get().failures == 1


def test_the_second_changes_nothing_and_breaks_no_transaction(clinic: Clinic, at: datetime) -> None:
    assert inserted(row(clinic, at))
    second = row(clinic, at)
    second.body = "other words"
    assert not inserted(second)
    assert not second.pk
    assert Inbound.objects.get().body == "the first words"
    assert inserted(row(clinic, at, name="SM2"))

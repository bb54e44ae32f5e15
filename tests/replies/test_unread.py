"""A message that cannot be read is tried again, holds up no other, and ends before a person."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging.models import Inbound
from followup.replies import unread
from followup.replies.models import Rank, Reply, ReviewItem
from tests.messaging.calls import HAL

pytestmark = pytest.mark.django_db


def came(clinic: Clinic, at: datetime, *, body: str = "4", sender: str = HAL) -> Inbound:
    inbound: Inbound = Inbound.objects.create(
        clinic=clinic, channel=Channel.SMS, provider="twilio", provider_id=f"SM{at}{body}",
        sender=sender, sender_index="x", body=body, received_at=at,
    )  # fmt: skip
    return inbound


def spoilt(inbound: Inbound) -> Inbound:
    """A row that nobody can decrypt, as after the loss of a key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_inbound SET raw = 'not a token' WHERE id = %s", [inbound.pk]
        )
    return inbound


def test_what_a_lost_nudge_left_behind_is_read_after_a_moment(
    peak: Clinic, hal: Patient, at: datetime
) -> None:
    inbound = came(peak, at)
    assert unread.read_waiting(at=at + timedelta(seconds=1)) == 0
    assert unread.read_waiting(at=at + timedelta(seconds=4)) == 1
    assert unread.read_waiting(at=at + timedelta(seconds=60)) == 0
    assert Reply.objects.get().inbound == inbound


def test_one_that_cannot_be_read_holds_up_no_other(
    peak: Clinic, hal: Patient, at: datetime
) -> None:
    broken = spoilt(came(peak, at, body="3"))
    good = came(peak, at + timedelta(seconds=1))
    assert unread.read_waiting(at=at + timedelta(seconds=5)) == 1
    assert Reply.objects.get().inbound_id == good.pk
    assert Inbound.objects.filter(pk=broken.pk).values_list("failures", flat=True)[0] == 1


def test_it_is_tried_again_ever_later_and_then_put_before_a_person_as_urgent(
    peak: Clinic, at: datetime
) -> None:
    broken = spoilt(came(peak, at))
    tries = [
        second
        for second in range(0, 400, 2)
        if failures_after(broken, at + timedelta(seconds=second))
    ]
    assert tries == [4, 10, 30, 60, 120]
    item = ReviewItem.objects.get()
    assert (item.rank, item.inbound_id) == (Rank.URGENT, broken.pk)
    assert item.alert_at is not None
    assert Inbound.objects.filter(pk=broken.pk, read_at__isnull=False).exists()


def failures_after(inbound: Inbound, at: datetime) -> bool:
    """Whether the sweep at that instant tried it."""
    count = Inbound.objects.filter(pk=inbound.pk).values_list("failures", flat=True)
    before = count[0]
    unread.read_waiting(at=at)
    return bool(count.all()[0] > before)

"""What comes in, once: receipts in any order, and messages however often they are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from followup.clinic.contacts import index_of
from followup.clinic.models import Channel, Clinic, ContactPoint, Patient
from followup.messaging.models import Attempt, Inbound, Message, Outcome, Receipt, Status
from followup.messaging.providers.base import Handed
from followup.messaging.record import record
from tests.messaging.calls import HAL, at_once, call, message_to, reports, sid, texts_us
from tests.sandbox_fixture import AUTH_TOKEN, OURS

pytestmark = pytest.mark.django_db
SID = "SM" + "7" * 32


@pytest.fixture(autouse=True)
def _account(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = AUTH_TOKEN


@pytest.fixture
def accepted(hal: Patient, peak: Clinic, at: datetime) -> Message:
    return message_to(hal, clinic=peak, at=at, provider_id=SID)


def test_a_receipt_is_kept_once_however_often_it_is_told(accepted: Message) -> None:
    for _ in range(3):
        assert reports(accepted, "delivered").status_code == 204
    accepted.refresh_from_db()
    assert accepted.status == Status.DELIVERED
    assert accepted.settled_at is not None
    assert Receipt.objects.count() == 1


def test_a_late_word_takes_nothing_back(accepted: Message) -> None:
    for status in ("delivered", "sent", "queued", "sending"):
        reports(accepted, status)
    accepted.refresh_from_db()
    assert accepted.status == Status.DELIVERED
    assert Receipt.objects.count() == 4


def test_a_word_that_nobody_has_heard_of_is_kept_and_changes_nothing(accepted: Message) -> None:
    assert reports(accepted, "teleported").status_code == 204
    accepted.refresh_from_db()
    assert accepted.status == Status.ACCEPTED
    assert Receipt.objects.get().status == "teleported"


@pytest.mark.parametrize("status", [Status.SENDING, Status.UNKNOWN, Status.QUEUED])
def test_a_receipt_before_our_own_update_ends_in_the_true_status(
    hal: Patient, peak: Clinic, at: datetime, status: str
) -> None:
    message = message_to(hal, clinic=peak, at=at, status=status, provider_id="")
    Attempt.objects.create(clinic=peak, message=message, number=message.tries, started_at=at)
    reports(message, "delivered", of=SID)
    answered(message, at=at + timedelta(minutes=1))
    message.refresh_from_db()
    assert (message.status, message.provider_id) == (Status.DELIVERED, SID)
    assert message.leased_until is None


def answered(message: Message, *, at: datetime) -> None:
    """The provider's answer to our own request is written down, after what it said of it."""
    handed = Handed(message.public_id, "accepted", provider_id=SID)
    record(handed=[handed], numbers={message.public_id: message.tries}, at=at)


def test_a_loss_that_is_told_before_our_own_update_is_sent_again(
    hal: Patient, peak: Clinic, at: datetime
) -> None:
    message = message_to(hal, clinic=peak, at=at, status=Status.SENDING)
    Attempt.objects.create(clinic=peak, message=message, number=1, started_at=at)
    reports(message, "undelivered", of=SID, code="30003")
    answered(message, at=at)
    message.refresh_from_db()
    assert message.status == Status.QUEUED
    assert message.due_at > at


def test_a_failure_names_its_reason_and_a_dead_number_is_not_used_again(accepted: Message) -> None:
    reports(accepted, "undelivered", code="30006")
    accepted.refresh_from_db()
    assert (accepted.status, accepted.reason) == (Status.FAILED, "unreachable")
    assert ContactPoint.objects.get(channel=Channel.SMS).unreachable_at is not None


def test_delivered_after_undelivered_is_kept_and_shown_as_a_contradiction(
    accepted: Message,
) -> None:
    reports(accepted, "undelivered", code="30007")
    reports(accepted, "delivered")
    accepted.refresh_from_db()
    assert accepted.status == Status.FAILED
    assert Receipt.objects.get(status="delivered").contradicts


def test_a_late_word_on_a_text_that_was_lost_does_not_keep_the_next_from_going(
    accepted: Message,
) -> None:
    reports(accepted, "undelivered", code="30003")
    accepted.refresh_from_db()
    assert accepted.status == Status.QUEUED
    for late, code in (("sent", ""), ("failed", "30008"), ("undelivered", "30003")):
        reports(accepted, late, of=SID, code=code)
    accepted.refresh_from_db()
    assert accepted.status == Status.QUEUED


def test_a_text_that_was_lost_and_arrived_after_all_is_not_sent_again(accepted: Message) -> None:
    reports(accepted, "undelivered", code="30003")
    reports(accepted, "delivered", of=SID)
    accepted.refresh_from_db()
    assert accepted.status == Status.DELIVERED


def test_a_receipt_on_an_older_try_says_nothing_of_the_newer(
    accepted: Message, at: datetime
) -> None:
    for number, name in ((1, SID), (2, "")):
        Attempt.objects.create(
            clinic=accepted.clinic,
            message=accepted,
            number=number,
            started_at=at,
            ended_at=at if name else None,
            outcome=Outcome.ACCEPTED if name else "",
            provider_id=name,
        )
    Message.objects.filter(pk=accepted.pk).update(
        status=Status.SENDING, tries=2, leased_until=at, provider_id=""
    )
    reports(accepted, "undelivered", of=SID, code="30008")
    accepted.refresh_from_db()
    assert accepted.status == Status.SENDING


def test_somebody_who_opted_out_at_the_provider_has_opted_out_here(
    accepted: Message, hal: Patient
) -> None:
    reports(accepted, "failed", code="21610")
    accepted.refresh_from_db()
    assert (accepted.status, accepted.reason) == (Status.FAILED, "opted_out")
    assert not hal.consents.order_by("-id")[0].granted


DELIVERED = [("queued", ""), ("sending", ""), ("sent", ""), ("delivered", ""), ("odd", "")]
LOST = [("queued", ""), ("sent", ""), ("undelivered", "30007")]


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.sampled_from([DELIVERED, LOST]).flatmap(
        lambda all_of: st.tuples(
            st.permutations(all_of), st.lists(st.sampled_from(all_of), max_size=4)
        )
    )
)
def test_in_any_order_and_however_often_the_words_end_in_the_same_status(
    hal: Patient,
    peak: Clinic,
    at: datetime,
    words: tuple[Sequence[tuple[str, str]], list[tuple[str, str]]],
) -> None:
    said = [*words[0], *words[1]]
    message = message_to(hal, clinic=peak, at=at)
    for status, code in said:
        assert reports(message, status, code=code).status_code == 204
    message.refresh_from_db()
    arrived = ("delivered", "") in said
    assert message.status == (Status.DELIVERED if arrived else Status.FAILED)
    assert message.receipts.count() == len(set(said))


def test_a_text_that_is_told_twice_is_stored_once(peak: Clinic) -> None:
    form = {"MessageSid": sid(), "From": HAL, "To": OURS, "Body": "4"}
    assert [call("/twilio/inbound", form).status_code for _ in range(3)] == [200, 200, 200]
    assert Inbound.objects.count() == 1


def test_the_same_words_in_two_texts_are_two_texts(peak: Clinic) -> None:
    texts_us("4")
    texts_us("4")
    assert Inbound.objects.count() == 2


def test_the_sender_is_found_by_blind_index(peak: Clinic, hal: Patient) -> None:
    texts_us("4")
    assert Inbound.objects.get().sender_index == index_of(Channel.SMS, HAL)
    assert Inbound.objects.get().sender_index == hal.contact_points.get().index


@pytest.mark.django_db(transaction=True)
def test_two_webhooks_for_one_text_at_once_store_it_once(peak: Clinic) -> None:
    form = {"MessageSid": sid(), "From": HAL, "To": OURS, "Body": "4"}
    # Our own open transaction holds the key, so that both webhooks have to wait for its end.
    transaction.set_autocommit(False)
    Inbound.objects.create(
        clinic=peak, provider="twilio", provider_id=form["MessageSid"], sender=HAL,
        sender_index="x", channel=Channel.SMS, received_at="2026-03-02T19:00Z",
    )  # fmt: skip
    try:
        answers = at_once(
            lambda: call("/twilio/inbound", form).status_code,
            lambda: call("/twilio/inbound", form).status_code,
            until_blocked=2,
            release=transaction.rollback,
        )
    finally:
        transaction.set_autocommit(True)
    assert answers == [200, 200]
    assert Inbound.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_receipts_at_once_end_as_one_after_the_other(accepted: Message) -> None:
    transaction.set_autocommit(False)
    Message.objects.select_for_update().get(pk=accepted.pk)
    try:
        at_once(
            lambda: reports(accepted, "sent").status_code,
            lambda: reports(accepted, "delivered").status_code,
            lambda: reports(accepted, "delivered").status_code,
            until_blocked=3,
            release=transaction.commit,
        )
    finally:
        transaction.set_autocommit(True)
    accepted.refresh_from_db()
    assert accepted.status == Status.DELIVERED
    assert accepted.receipts.count() == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_stored_when_heeding_fails(peak: Clinic) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messaging_inboundphoto RENAME TO away")
    form = {"MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
    try:
        assert texts_us("4", **form).status_code >= 500
        assert Inbound.objects.count() == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO messaging_inboundphoto")

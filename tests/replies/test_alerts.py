"""Whoever is on call is told of what is urgent, and then the next in line."""

from datetime import timedelta

import pytest

from followup.clinic.models import Patient, Role, Staff
from followup.messaging.models import Message, MessageKind
from followup.replies import alerts, review
from followup.replies.models import Alert, ReviewItem
from tests.replies.talk import Talk, item_of

TEN = timedelta(minutes=10)


@pytest.fixture
def urgent(ida: Patient, talk: Talk, alice: Staff, bob: Staff) -> ReviewItem:
    """At three in the morning; Bob is told first, Alice second."""
    bob.phone, bob.on_call_rank = "719-555-0188", 1
    bob.save()
    alice.on_call_rank = 2
    alice.save()
    talk.ask(talk.treat(ida, regions=("shoulder",)), "evening", hours=4)
    talk.says("i cant breathe, chest hurts", hours=15)
    return item_of(ida)


def _told() -> list[str]:
    rounds = Alert.objects.order_by("round").select_related("staff")
    return [alert.staff.name for alert in rounds]


def test_the_first_on_call_is_told_at_once_by_text_and_email(urgent: ReviewItem) -> None:
    at = urgent.waiting_since
    assert alerts.alert_waiting(at=at) == 1
    sent = Message.objects.filter(kind=MessageKind.ALERT)
    assert {(message.channel, message.to) for message in sent} == {
        ("sms", "+17195550188"),
        ("email", "bob@peak.example.com"),
    }
    assert all(message.due_at == at for message in sent)


def test_an_alert_names_neither_the_patient_nor_the_trouble(urgent: ReviewItem) -> None:
    alerts.alert_waiting(at=urgent.waiting_since)
    for message in Message.objects.filter(kind=MessageKind.ALERT):
        said = f"{message.subject} {message.body}".lower()
        assert f"/review/{urgent.pk}/" in said
        assert not any(word in said for word in ("ida", "vance", "breath", "chest", "shoulder"))


def test_the_next_in_line_is_told_when_nobody_opened_it(urgent: ReviewItem) -> None:
    at = urgent.waiting_since
    alerts.alert_waiting(at=at)
    assert alerts.alert_waiting(at=at + TEN / 2) == 0
    for step in range(1, 4):
        assert alerts.alert_waiting(at=at + step * TEN) == 1
    assert _told() == ["Bob", "Alice", "Bob", "Alice"]


def test_opening_it_ends_the_alerts(urgent: ReviewItem, bob: Staff) -> None:
    at = urgent.waiting_since
    alerts.alert_waiting(at=at)
    assert review.mark_opened(item=urgent, by=bob, at=at + TEN / 2)
    assert alerts.alert_waiting(at=at + TEN) == 0


def test_after_some_rounds_it_is_told_once_an_hour_and_never_forgotten(
    urgent: ReviewItem,
) -> None:
    for step in range(20):
        alerts.alert_waiting(at=urgent.waiting_since + step * TEN)
    # Eight in the first 70 minutes, then after 80 and 140.
    assert len(_told()) == 10
    urgent.refresh_from_db()
    assert urgent.alert_at == urgent.waiting_since + 20 * TEN


def test_where_nobody_was_named_everybody_who_may_act_is_in_line(
    urgent: ReviewItem, alice: Staff, bob: Staff, charlie: Staff
) -> None:
    Staff.objects.update(on_call_rank=None)
    desk = Staff.objects.create_staff(
        clinic_id=alice.clinic_id, email="d@x.example.com", name="Desk", role=Role.FRONT_DESK
    )
    assert {alice, bob} == set(alerts.on_call(urgent.clinic))
    assert desk not in alerts.on_call(urgent.clinic)


def test_who_has_left_is_not_told(urgent: ReviewItem, bob: Staff) -> None:
    bob.is_active = False
    bob.save()
    alerts.alert_waiting(at=urgent.waiting_since)
    assert _told() == ["Alice"]


def test_a_clinic_without_anybody_to_tell_is_not_asked_again_each_tick(
    urgent: ReviewItem,
) -> None:
    Staff.objects.update(is_active=False)
    assert alerts.alert_waiting(at=urgent.waiting_since) == 0
    urgent.refresh_from_db()
    assert urgent.alert_at == urgent.waiting_since + 6 * TEN
    assert not Alert.objects.exists()


def test_an_unusable_phone_still_leaves_the_email(urgent: ReviewItem, bob: Staff) -> None:
    bob.phone = "12"
    bob.save()
    alerts.alert_waiting(at=urgent.waiting_since)
    assert [m.channel for m in Message.objects.filter(kind=MessageKind.ALERT)] == ["email"]

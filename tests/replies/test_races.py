"""Two workers at once: one reads, the other finds it read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from followup.care.models import Kind, PlannedMessage
from followup.clinic.models import Patient
from followup.messaging.models import Message
from followup.replies import alerts, calls, conversation
from followup.replies.models import Alert, Reply, ReviewItem
from tests.replies.talk import Talk, item_of

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(work: Callable[[], object], *, workers: int = 4) -> None:
    def and_close(_: int) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(and_close, range(workers)))


def test_one_inbound_is_read_and_answered_once_by_four_workers(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    inbound = talk.arrives("4")
    _at_once(lambda: conversation.read_inbound(inbound.pk, at=inbound.received_at))
    assert Reply.objects.count() == ReviewItem.objects.count() == 1
    assert Message.objects.filter(answers=inbound).count() == 1


def test_four_texts_at_once_are_four_replies_and_one_matter(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    waiting = [talk.arrives(words).pk for words in ("4", "no bruise", "thanks", "8")]

    def read_next() -> None:
        conversation.read_inbound(waiting.pop(), at=talk.at + timedelta(hours=24.2))

    _at_once(read_next)
    assert Reply.objects.count() == 4
    assert ReviewItem.objects.count() == 1


def test_two_texts_of_a_stranger_at_once_are_one_matter(ida: Patient, talk: Talk) -> None:
    waiting = [talk.arrives("who is this", sender="+17195550199").pk for _ in range(4)]
    _at_once(lambda: conversation.read_inbound(waiting.pop(), at=talk.at + timedelta(hours=25)))
    assert Reply.objects.count() == 4
    assert ReviewItem.objects.count() == 1


def test_one_round_of_alerts_tells_one_person(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    talk.says("my foot is numb")
    at = item_of(ida).waiting_since
    _at_once(lambda: alerts.alert_waiting(at=at))
    assert Alert.objects.count() == 1


def test_one_silence_is_listed_once(ida: Patient, talk: Talk) -> None:
    talk.ask(talk.treat(ida))
    PlannedMessage.objects.filter(kind=Kind.NUDGE).delete()
    _at_once(lambda: calls.open_calls(at=talk.at + timedelta(hours=60)))
    items = list(ReviewItem.objects.all())
    assert [len(item.reasons) for item in items] == [1]

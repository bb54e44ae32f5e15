"""The witness finds what was lost, doubled or made up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from followup.clinic.models import Channel, Patient
from followup.messaging.models import Message, Status
from followup.sandbox import witness
from tests.messaging.calls import HAL, message_to

Ledger = dict[str, Any]


@pytest.fixture
def message(hal: Patient, at: datetime) -> Message:
    return message_to(hal, clinic=hal.clinic, at=at)


def test_what_both_say_is_clean(message: Message, at: datetime) -> None:
    verdict = witness.compare(ledger=ledger(line(message)), at=at, expected=[HAL])
    assert verdict.is_clean


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (lambda _: [], "lost"),
        (lambda m: [line(m), line(m)], "duplicates"),
        (lambda m: [line(m), {**line(m), "status_callback": "x/none-of-ours"}], "unexpected"),
    ],
)
def test_what_the_sandbox_saw_otherwise_is_found(
    message: Message, at: datetime, seen: Callable[[Message], list[Any]], found: str
) -> None:
    verdict = witness.compare(ledger=ledger(*seen(message)), at=at)
    assert len(getattr(verdict, found)) == 1


def test_who_got_nothing_at_all_is_lost_whatever_our_rows_say(at: datetime, db: None) -> None:
    verdict = witness.compare(ledger=ledger(), at=at, expected=[HAL])
    assert verdict.lost == [f"{HAL} got nothing at all"]


@pytest.mark.parametrize("status", [Status.SENDING, Status.UNKNOWN])
def test_a_text_that_nobody_ever_settled_is_lost(
    message: Message, at: datetime, status: str
) -> None:
    leased = at if status == Status.SENDING else None
    Message.objects.update(status=status, leased_until=leased)
    assert len(witness.compare(ledger=ledger(), at=at).lost) == 1


def test_a_mail_of_which_nobody_can_know_is_a_persons(message: Message, at: datetime) -> None:
    Message.objects.update(channel=Channel.EMAIL, status=Status.UNKNOWN)
    mail = {"message_id": f"<{message.public_id}@example.com>", "to": ["hal@example.com"]}
    verdict = witness.compare(ledger={**ledger(), "emails": [mail]}, at=at)
    assert verdict.is_clean
    assert len(verdict.left_to_a_person) == 1


def line(message: Message) -> dict[str, Any]:
    return {
        "sid": message.provider_id,
        "to": message.to,
        "status": "sent",
        "status_callback": f"https://clinic.example.com/twilio/status/{message.public_id}",
        "provider_reply": False,
    }


def ledger(*lines: dict[str, Any]) -> Ledger:
    return {"outbound": list(lines), "inbound": [], "emails": [], "email_replies": []}

"""How a status moves: any order and any number of receipts ends in the same state."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.messaging import delivery
from followup.messaging.delivery import Said
from followup.messaging.providers import twilio_words

AT = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
_WORDS = ("queued", "sending", "sent", "delivered")


def _after(words: list[str], current: delivery.Status = "sending") -> delivery.Status:
    for word in words:
        current = delivery.advance(current, twilio_words.said(word)).status
    return current


@given(st.lists(st.sampled_from(_WORDS), max_size=8).flatmap(st.permutations))
def test_any_order_of_receipts_ends_where_the_last_word_would(words: list[str]) -> None:
    expected = "delivered" if "delivered" in words else "accepted" if words else "sending"
    assert _after(words) == expected


def test_a_receipt_before_our_own_update_is_believed() -> None:
    assert _after(["delivered"], "queued") == "delivered"
    assert _after(["delivered", "sent"], "sending") == "delivered"


def test_delivered_after_undelivered_is_shown_and_not_believed() -> None:
    advance = delivery.advance("failed", twilio_words.said("delivered"))
    assert (advance.status, advance.contradicts) == ("failed", True)


@pytest.mark.parametrize("word", ["", "unheard-of", "DELIVERED "])
def test_an_unknown_word_moves_nothing(word: str) -> None:
    assert delivery.advance("accepted", twilio_words.said(word)).moved is False


def test_an_unknown_error_code_is_a_refusal_that_a_person_reads() -> None:
    fault = twilio_words.fault_of("39999")
    assert (fault.retry, fault.halts, fault.opted_out) == (False, False, False)
    assert "39999" in fault.words


@pytest.mark.parametrize(
    ("code", "flag"),
    [
        ("21610", "opted_out"),
        ("30006", "unreachable"),
        ("20003", "halts"),
        ("20429", "retry"),
        ("30003", "again_after_receipt"),
    ],
)
def test_an_error_carries_its_own_policy(code: str, flag: str) -> None:
    assert getattr(twilio_words.fault_of(code), flag)


def test_a_receipt_never_makes_a_text_look_unsent() -> None:
    said = twilio_words.said("failed", "30001")
    assert said.fault is not None
    assert not said.fault.never_arrived


def test_tries_grow_apart_and_end_with_the_use_of_the_message() -> None:
    expires = AT + timedelta(minutes=30)
    waits = []
    for tries in range(1, 7):
        then = delivery.next_try(tries=tries, at=AT, expires_at=expires, jitter=0.5)
        waits.append((then - AT).total_seconds() if then else None)
    assert waits == [6.25, 25, 75, 225, 750, 1500]
    assert delivery.next_try(tries=5, at=expires, expires_at=expires, jitter=0) is None


def test_a_word_that_says_nothing_moves_nothing() -> None:
    assert delivery.advance("sending", Said(None)) == delivery.Advance("sending")

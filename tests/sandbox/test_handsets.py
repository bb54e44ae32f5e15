"""Handsets behave: unreachable, landline, opted out - and Twilio's stop filter minds its words."""

import pytest
from twilio.base.exceptions import TwilioRestException

from followup.sandbox import optouts
from tests.sandbox.listener import Listener
from tests.sandbox_fixture import ALICE, OURS, Sandbox

OTHER = "+17205550199"


def _send(sandbox: Sandbox, sender: str = OURS, validity: int = 3600) -> str:
    message = sandbox.client().messages.create(
        to=ALICE, from_=sender, body="hello", validity_period=validity
    )
    return str(message.sid)


def _says(sandbox: Sandbox, body: str) -> None:
    sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": body})
    sandbox.settle()


def _status(sandbox: Sandbox, sid: str) -> tuple[str | None, int | None]:
    message = sandbox.client().messages(sid).fetch()
    return message.status, message.error_code


def _refusal(sandbox: Sandbox) -> int:
    with pytest.raises(TwilioRestException) as refused:
        _send(sandbox)
    return int(refused.value.code)


def test_a_text_waits_for_an_unreachable_handset_and_then_arrives(sandbox: Sandbox) -> None:
    sandbox.control(f"phones/{ALICE}/mode", {"unreachable": True})
    sid = _send(sandbox)
    sandbox.settle()
    assert _status(sandbox, sid) == ("queued", None)
    sandbox.control(f"phones/{ALICE}/mode", {"unreachable": False})
    _until(sandbox, sid, "delivered")


def test_a_text_that_waits_longer_than_its_validity_fails_with_30036(sandbox: Sandbox) -> None:
    sandbox.control(f"phones/{ALICE}/mode", {"unreachable": True})
    sid = _send(sandbox, validity=3600)
    sandbox.control("clock", {"move": 3500})
    sandbox.settle()
    assert _status(sandbox, sid)[0] == "queued"
    sandbox.control("clock", {"move": 200})
    _until(sandbox, sid, "failed")
    assert _status(sandbox, sid) == ("failed", 30036)


def test_a_landline_takes_the_text_and_fails_it_later(sandbox: Sandbox) -> None:
    sandbox.control(f"phones/{ALICE}/mode", {"landline": True})
    sid = _send(sandbox)
    sandbox.settle()
    assert _status(sandbox, sid) == ("undelivered", 30006)


def test_stop_is_confirmed_by_the_provider_once_and_blocks_that_pair_only(
    sandbox: Sandbox, product: Listener
) -> None:
    _says(sandbox, "Stop ")
    _says(sandbox, "STOP")
    assert [call.form["Body"] for call in product.calls] == ["Stop ", "STOP"]
    replies = [line for line in sandbox.ledger()["outbound"] if line["provider_reply"]]
    assert [line["body"] for line in replies] == [optouts.REPLIES["STOP"]]
    assert _refusal(sandbox) == 21610
    assert _send(sandbox, sender=OTHER)


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_start_word_lets_an_opted_out_number_back_in(sandbox: Sandbox, word: str) -> None:
    _says(sandbox, "STOP")
    _says(sandbox, word)
    assert _send(sandbox)


@pytest.mark.parametrize(
    ("body", "opted_out", "word"),
    [
        ("STOP", False, "STOP"),
        ("revoke", False, "STOP"),
        ("OPTOUT", False, "STOP"),
        ("OPT OUT", False, None),
        ("stop please", False, None),
        ("STOP", True, None),
        ("yes", False, None),
        ("yes", True, "START"),
        ("start", False, None),
        ("HELP", False, "HELP"),
        ("help", True, None),
        ("4", True, None),
    ],
)
def test_only_the_bare_word_counts(body: str, opted_out: bool, word: str | None) -> None:
    assert optouts.keyword(body=body, opted_out=opted_out) == word


def test_with_the_filter_off_stop_is_a_word_like_any_other(sandbox: Sandbox) -> None:
    sandbox.control("manners", {"opt_out": "off"})
    _says(sandbox, "STOP")
    assert _send(sandbox)
    assert sandbox.ledger()["counts"]["provider_replies"] == 0


def test_advanced_opt_out_names_the_word_in_the_webhook(
    sandbox: Sandbox, product: Listener
) -> None:
    sandbox.control("manners", {"opt_out": "advanced"})
    _says(sandbox, "STOP")
    _says(sandbox, "4")
    assert [call.form.get("OptOutType") for call in product.calls] == ["STOP", None]


def test_a_phone_can_be_opted_out_by_hand(sandbox: Sandbox) -> None:
    _send(sandbox)
    sandbox.control(f"phones/{ALICE}/mode", {"opted_out": True})
    assert _refusal(sandbox) == 21610
    sandbox.control(f"phones/{ALICE}/mode", {"opted_out": False})
    assert _send(sandbox)


def test_the_providers_own_reply_is_not_in_the_list(sandbox: Sandbox) -> None:
    _says(sandbox, "STOP")
    assert sandbox.client().messages.list(to=ALICE) == []


def test_an_answer_goes_to_the_number_that_wrote_last(sandbox: Sandbox) -> None:
    _send(sandbox)
    _send(sandbox, sender=OTHER)
    came = sandbox.control(f"phones/{ALICE}/send", {"body": "3"})
    assert came["to"] == OTHER


def _until(sandbox: Sandbox, sid: str, status: str) -> None:
    for _ in range(200):
        if _status(sandbox, sid)[0] == status:
            return
        sandbox.settle(0.05)
    raise AssertionError(_status(sandbox, sid))

"""Each fault happens as it is asked for, as often as it is asked for, and by its seed."""

import time
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from followup.sandbox import faults
from tests.sandbox.listener import Listener
from tests.sandbox_fixture import ACCOUNT_SID, ALICE, AUTH_TOKEN, OURS, Sandbox

BOB = "+17205550102"


def _fault(sandbox: Sandbox, **wish: Any) -> dict[str, Any]:
    return dict(sandbox.control("faults", wish))


def _send(sandbox: Sandbox, *, to: str = ALICE, callback: str | None = None, **more: Any) -> str:
    wish = {"status_callback": callback} if callback else {}
    client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=TwilioHttpClient(timeout=0.3))
    client.api.base_url = sandbox.url
    message = client.messages.create(to=to, from_=OURS, body="hello", **(wish | more))
    return str(message.sid)


def _accepted(sandbox: Sandbox) -> int:
    return int(sandbox.ledger()["counts"]["accepted"])


@pytest.mark.parametrize(
    ("wish", "code", "status"),
    [
        ({"kind": "http_429"}, 20429, 429),
        ({"kind": "http_500"}, 20500, 500),
        ({"kind": "error", "code": 20003}, 20003, 401),
        ({"kind": "error", "code": 21408}, 21408, 400),
        ({"kind": "error", "code": 21611}, 21611, 400),
        ({"kind": "error", "code": 30002}, 30002, 400),
    ],
)
def test_an_error_is_answered_as_often_as_asked_and_accepts_nothing(
    sandbox: Sandbox, wish: dict[str, Any], code: int, status: int
) -> None:
    _fault(sandbox, times=2, **wish)
    for _ in range(2):
        with pytest.raises(TwilioRestException) as refused:
            _send(sandbox)
        assert (refused.value.code, refused.value.status) == (code, status)
    assert _send(sandbox)
    assert _accepted(sandbox) == 1


@pytest.mark.parametrize(
    ("kind", "accepted"), [("drop_before", 0), ("drop_after", 1), ("never_answer", 1)]
)
def test_a_lost_answer_tells_nothing_of_what_was_accepted(
    sandbox: Sandbox, kind: str, accepted: int
) -> None:
    _fault(sandbox, kind=kind, times=1)
    with pytest.raises(requests.exceptions.RequestException):
        _send(sandbox)
    assert _accepted(sandbox) == accepted


def test_never_answering_can_also_mean_that_nothing_was_accepted(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="never_answer", accepted=False, times=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        _send(sandbox)
    assert _accepted(sandbox) == 0


def test_a_500_may_hide_an_accepted_message(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="http_500_after", times=1)
    with pytest.raises(TwilioRestException) as failed:
        _send(sandbox)
    assert (failed.value.status, _accepted(sandbox)) == (500, 1)


def test_slower_than_the_timeout_is_accepted_all_the_same(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="slow", seconds=0.6, times=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        _send(sandbox)
    assert _accepted(sandbox) == 1


def test_slow_before_accepting_accepts_late(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="slow", seconds=0.5, times=1, accepted=False)
    with pytest.raises(requests.exceptions.ReadTimeout):
        _send(sandbox)
    assert _accepted(sandbox) == 0
    time.sleep(0.4)
    assert _accepted(sandbox) == 1


def test_a_fault_for_one_number_leaves_the_others_alone(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="http_500", number=BOB)
    assert _send(sandbox, to=ALICE)
    with pytest.raises(TwilioRestException):
        _send(sandbox, to=BOB)
    sandbox.control("faults", method="DELETE")
    assert _send(sandbox, to=BOB)


def test_a_fault_of_the_list_leaves_sending_alone(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="http_429", on="list", times=1)
    assert _send(sandbox)
    answer = requests.get(
        f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        auth=(ACCOUNT_SID, AUTH_TOKEN),
        timeout=5,
    )
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)


def test_the_same_seed_strikes_the_same_requests() -> None:
    def row(seed: int) -> list[bool]:
        wish = {"kind": "http_500", "probability": 0.5, "seed": seed}
        fault = faults.parsed(wish=wish, fault_id="1")
        return [fault.strikes() for _ in range(40)]

    assert row(7) == row(7)
    assert row(7) != row(8)
    assert 8 < sum(row(7)) < 32


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"kind": "undelivered", "code": 30003}, "undelivered"),
        ({"kind": "undelivered", "code": 30007}, "undelivered"),
        ({"kind": "undelivered", "code": 30001}, "failed"),
        ({"kind": "undelivered", "code": 30034}, "failed"),
    ],
)
def test_a_message_can_end_badly_by_callback(
    sandbox: Sandbox, product: Listener, wish: dict[str, Any], status: str
) -> None:
    _fault(sandbox, times=1, **wish)
    _send(sandbox, callback=f"{product.url}/status")
    sandbox.settle()
    last = product.calls[-1].form
    assert (last["MessageStatus"], last["ErrorCode"]) == (status, str(wish["code"]))
    assert sandbox.client().messages.list()[0].error_code == wish["code"]


def test_early_receipts_come_before_the_answer(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="receipt_early", times=1)
    _send(sandbox, callback=f"{product.url}/status")
    statuses = [call.form["MessageStatus"] for call in product.calls]
    assert statuses == ["sending", "sent", "delivered"]


def test_early_receipts_of_an_unreachable_handset_wait_with_it(sandbox: Sandbox) -> None:
    _fault(sandbox, kind="receipt_early", times=1)
    sandbox.control(f"phones/{ALICE}/mode", {"unreachable": True})
    _send(sandbox)
    assert sandbox.ledger()["outbound"][0]["status"] == "queued"
    sandbox.control(f"phones/{ALICE}/mode", {"unreachable": False})
    time.sleep(0.3)
    sandbox.settle()
    assert sandbox.ledger()["outbound"][0]["status"] == "delivered"


def test_late_receipts_come_late(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="receipt_late", seconds=0.5, times=1)
    _send(sandbox, callback=f"{product.url}/status")
    time.sleep(0.3)
    assert product.calls == []
    product.wait(3)


def test_receipts_can_come_twice(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="receipt_twice", times=1)
    _send(sandbox, callback=f"{product.url}/status")
    sandbox.settle()
    statuses = [call.form["MessageStatus"] for call in product.calls]
    assert statuses == ["sending", "sending", "sent", "sent", "delivered", "delivered"]


def test_receipts_can_come_out_of_order(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="receipt_out_of_order", times=1)
    _send(sandbox, callback=f"{product.url}/status")
    sandbox.settle()
    statuses = [call.form["MessageStatus"] for call in product.calls]
    assert statuses == ["delivered", "sent", "sending"]


def test_receipts_can_stay_away(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="receipt_never", times=1)
    _send(sandbox, callback=f"{product.url}/status")
    sandbox.settle()
    assert product.calls == []
    assert sandbox.ledger()["outbound"][0]["status"] == "delivered"


def test_an_inbound_text_can_come_twice_under_one_sid(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="inbound_twice", times=1)
    came = sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "3"})
    assert {call.form["MessageSid"] for call in product.wait(2)} == {came["sid"]}
    sandbox.control(f"phones/{ALICE}/send", {"sid": came["sid"]})
    assert [call.form["MessageSid"] for call in product.wait(3)] == [came["sid"]] * 3
    assert len(sandbox.ledger()["inbound"]) == 1


def test_an_inbound_text_can_lose_its_webhook(sandbox: Sandbox, product: Listener) -> None:
    _fault(sandbox, kind="inbound_never", times=1)
    sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "3"})
    sandbox.settle()
    assert product.calls == []
    assert len(sandbox.client().messages.list(to=OURS)) == 1


def test_an_unknown_fault_says_which_there_are(sandbox: Sandbox) -> None:
    assert "drop_after" in _fault(sandbox, kind="explode")["error"]
    assert "probability" in _fault(sandbox, kind="slow", volume=11)["error"]
    assert sandbox.control("faults") == []

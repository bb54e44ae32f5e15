"""The control interface: cursors, the clock, statuses by hand, and mistakes that say what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.listener import Listener
from tests.sandbox_fixture import ALICE, OURS, Sandbox, running_sandbox


def _send(sandbox: Sandbox, body: str = "hello", callback: str | None = None) -> str:
    wish = {"status_callback": callback} if callback else {}
    return str(sandbox.client().messages.create(to=ALICE, from_=OURS, body=body, **wish).sid)


def test_a_cursor_gives_each_change_once(sandbox: Sandbox) -> None:
    _send(sandbox, "one")
    sandbox.settle()
    first = sandbox.control("messages")
    assert [line["body"] for line in first["messages"]] == ["one"]
    assert sandbox.control(f"messages?since={first['cursor']}")["messages"] == []
    sandbox.control(f"phones/{ALICE}/send", {"body": "two"})
    later = sandbox.control(f"messages?since={first['cursor']}")
    assert [(line["body"], line["direction"]) for line in later["messages"]] == [("two", "inbound")]
    assert later["reset"] is False


def test_a_cursor_from_before_a_reset_starts_over(sandbox: Sandbox) -> None:
    _send(sandbox, "one")
    cursor = sandbox.control("messages")["cursor"]
    sandbox.control("reset", {})
    _send(sandbox, "two")
    later = sandbox.control(f"messages?since={cursor}")
    assert later["reset"] is True
    assert [line["body"] for line in later["messages"]] == ["two"]


def test_the_clock_moves_by_seconds_and_to_an_instant(sandbox: Sandbox) -> None:
    sandbox.control("clock", {"move": 86_400})
    now = datetime.fromisoformat(sandbox.control("clock")["now"])
    assert timedelta(hours=23) < now - datetime.now(UTC) < timedelta(hours=25)
    sandbox.control("clock", {"to": "2031-05-01T09:00:00-06:00"})
    now = datetime.fromisoformat(sandbox.control("clock")["now"])
    assert now - datetime(2031, 5, 1, 15, tzinfo=UTC) < timedelta(seconds=5)
    _send(sandbox)
    assert sandbox.ledger()["outbound"][0]["created"].startswith("2031-05-01T15:00")


def test_by_hand_a_message_moves_only_when_told(sandbox: Sandbox, product: Listener) -> None:
    sandbox.control("manners", {"receipts": "manual"})
    sid = _send(sandbox, callback=f"{product.url}/status")
    sandbox.settle()
    assert sandbox.ledger()["outbound"][0]["status"] == "queued"
    sandbox.control(f"messages/{sid}/status", {"status": "undelivered", "error_code": 30005})
    form = product.wait(1)[0].form
    assert (form["MessageStatus"], form["ErrorCode"]) == ("undelivered", "30005")
    sandbox.control(f"messages/{sid}/status", {"status": "delivered", "callback": False})
    sandbox.settle()
    assert len(product.calls) == 1
    assert sandbox.client().messages(sid).fetch().status == "delivered"


def test_a_mistake_says_what_was_wrong(sandbox: Sandbox) -> None:
    assert "manners are" in sandbox.control("manners", {"opt_out": "maybe"})["error"]
    assert "a mode is made of" in sandbox.control(f"phones/{ALICE}/mode", {"on_fire": 1})["error"]
    assert "say which number" in sandbox.control("phones/+17205550177/send", {"body": "x"})["error"]
    assert "move" in sandbox.control("clock", {})["error"]
    assert sandbox.control("messages/SM1/status", {"status": "sent"})["error"]


def test_pages_from_elsewhere_cannot_press_its_buttons(sandbox: Sandbox) -> None:
    answer = requests.post(
        f"{sandbox.url}/control/reset", headers={"Sec-Fetch-Site": "cross-site"}, timeout=5
    )
    assert answer.status_code == 403


def test_a_quiet_sandbox_takes_messages_and_says_nothing(tmp_path: Path, product: Listener) -> None:
    with running_sandbox(folder=tmp_path, SANDBOX_QUIET="1") as quiet:
        _send(quiet, callback=f"{product.url}/status")
        assert quiet.settle()["settled"]
        assert quiet.ledger()["counts"]["by_status"] == {"queued": 1}
    assert product.calls == []


def test_only_its_own_numbers_may_send_when_they_are_named(tmp_path: Path) -> None:
    with running_sandbox(folder=tmp_path, SANDBOX_NUMBERS=f"{OURS},+17205550198") as strict:
        assert _send(strict)
        with pytest.raises(TwilioRestException) as refused:
            strict.client().messages.create(to=ALICE, from_="+17205550144", body="x")
    assert refused.value.code == 21606

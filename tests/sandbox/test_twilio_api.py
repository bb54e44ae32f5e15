"""Twilio's own client works against the double, unchanged but for its base URL."""

import asyncio
import base64
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from tests.sandbox_fixture import ACCOUNT_SID, ALICE, AUTH_TOKEN, OURS, Sandbox

BOB = "+17205550102"


def _text(sandbox: Sandbox, **wish: Any) -> MessageInstance:
    usual = {"to": ALICE, "from_": OURS, "body": "How sore?"}
    return sandbox.client().messages.create(**(usual | wish))


def test_a_created_message_has_all_that_twilio_says_of_it(sandbox: Sandbox) -> None:
    message = _text(sandbox, body="¿Cómo está? Qué dolor")
    assert message.sid is not None
    assert message.sid.startswith("SM")
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert (message.from_, message.to, message.account_sid) == (OURS, ALICE, ACCOUNT_SID)
    assert (message.num_segments, message.num_media, message.price_unit) == ("1", "0", "USD")
    assert message.date_created is not None
    assert abs(message.date_created - datetime.now(UTC)) < timedelta(seconds=5)
    assert message.date_sent is None
    assert message.error_code is None
    assert message.uri == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message.sid}.json"


def test_a_message_is_delivered_by_itself(sandbox: Sandbox) -> None:
    message = _text(sandbox)
    sandbox.settle()
    fetched = message.fetch()
    assert (fetched.status, fetched.body) == ("delivered", "How sore?")
    assert fetched.date_sent is not None
    steps = [step["status"] for step in sandbox.ledger()["outbound"][0]["history"]]
    assert steps == ["queued", "sending", "sent", "delivered"]


def test_with_a_messaging_service_it_starts_as_accepted_with_no_segments(sandbox: Sandbox) -> None:
    message = _text(sandbox, from_=None, messaging_service_sid="MG" + "1" * 32)
    assert (message.status, message.num_segments) == ("accepted", "0")
    assert message.messaging_service_sid == "MG" + "1" * 32


def test_the_list_finds_by_both_numbers_and_goes_page_by_page(sandbox: Sandbox) -> None:
    for number in range(7):
        _text(sandbox, body=f"text {number}")
    _text(sandbox, to=BOB, body="for Bob")
    client = sandbox.client()
    found = client.messages.list(to=ALICE, from_=OURS, page_size=3)
    assert [message.body for message in found] == [f"text {n}" for n in range(6, -1, -1)]
    first = client.messages.page(page_size=5)
    assert first.next_page_url is not None
    assert len(list(first)) == 5
    assert len(client.messages.list(to="+17205559999")) == 0
    assert len(client.messages.list(limit=2)) == 2


def test_the_list_filters_by_when_it_was_sent(sandbox: Sandbox) -> None:
    _text(sandbox, body="sent")
    sandbox.settle()
    sandbox.control("manners", {"receipts": "manual"})
    _text(sandbox, body="still queued")
    now, client = datetime.now(UTC), sandbox.client()
    minute = timedelta(minutes=1)
    assert [m.body for m in client.messages.list(date_sent_after=now - minute)] == ["sent"]
    assert client.messages.list(date_sent_after=now + minute) == []
    assert [m.body for m in client.messages.list(date_sent_before=now + minute)] == ["sent"]
    assert client.messages.list(date_sent_before=now - minute) == []
    assert len(client.messages.list(to=ALICE)) == 2


def test_a_day_is_a_filter_too(sandbox: Sandbox) -> None:
    _text(sandbox)
    sandbox.settle()
    today, yesterday = datetime.now(UTC).date(), datetime.now(UTC).date() - timedelta(days=1)
    assert len(_listed(sandbox, f"DateSent={today}")) == 1
    assert len(_listed(sandbox, f"DateSent={yesterday}")) == 0
    assert len(_listed(sandbox, f"DateSent>={yesterday}")) == 1


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        (21211, {"to": "not a number"}),
        (21211, {"to": "+15005550001"}),
        (21212, {"from_": "clinic!"}),
        (21602, {"body": ""}),
        (21603, {"from_": ""}),
        (21604, {"to": ""}),
        (21606, {"from_": "+15005550007"}),
        (21609, {"status_callback": "http://under_score.example/x"}),
        (21610, {"to": "+15005550004"}),
        (21614, {"to": "+15005550009"}),
        (21617, {"body": "a" * 1601}),
        (21624, {"validity_period": 40_000}),
    ],
)
def test_a_wrong_request_gets_twilios_code(
    sandbox: Sandbox, code: int, wish: dict[str, Any]
) -> None:
    wanted: dict[str, Any] = {"to": ALICE, "from_": OURS, "body": "hello"} | wish
    with pytest.raises(TwilioRestException) as refused:
        sandbox.client().messages.create(**wanted)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert sandbox.ledger()["outbound"] == []
    assert sandbox.ledger()["counts"]["refused"] == {str(code): 1}


def test_wrong_credentials_are_20003(sandbox: Sandbox) -> None:
    client = Client(ACCOUNT_SID, "wrong")
    client.api.base_url = sandbox.url
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ALICE, from_=OURS, body="hello")
    assert (refused.value.code, refused.value.status) == (20003, 401)
    with pytest.raises(TwilioException):
        client.messages.list()


def test_a_text_of_1600_characters_passes(sandbox: Sandbox) -> None:
    assert _text(sandbox, body="a" * 1600).num_segments == "11"


def test_an_unknown_message_is_20404(sandbox: Sandbox) -> None:
    with pytest.raises(TwilioRestException) as missing:
        sandbox.client().messages("SM" + "0" * 32).fetch()
    assert (missing.value.code, missing.value.status) == (20404, 404)


def test_redacting_and_deleting_hide_the_words_but_not_from_the_witness(sandbox: Sandbox) -> None:
    message = _text(sandbox, body="words")
    sandbox.settle()
    assert message.update(body="").body == ""
    assert message.fetch().body == ""
    assert message.delete()
    assert sandbox.client().messages.list(to=ALICE) == []
    line = sandbox.ledger()["outbound"][0]
    assert (line["body"], line["redacted"], line["deleted"]) == ("words", True, True)


def test_a_scheduled_message_can_be_cancelled(sandbox: Sandbox) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    scheduled = {
        "send_at": later,
        "schedule_type": "fixed",
        "messaging_service_sid": "MG" + "1" * 32,
    }
    message = _text(sandbox, **scheduled)
    assert message.status == "scheduled"
    assert message.update(status="canceled").status == "canceled"
    sandbox.control("clock", {"move": 7200})
    assert message.fetch().status == "canceled"


def test_a_scheduled_message_goes_when_the_clock_reaches_it(sandbox: Sandbox) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    message = _text(sandbox, send_at=later, messaging_service_sid="MG" + "1" * 32)
    sandbox.control("clock", {"move": 3700})
    _until_delivered(message)


def test_photos_are_fetched_with_credentials_and_a_redirect(sandbox: Sandbox) -> None:
    photo = {"content_type": "image/png", "content": base64.b64encode(b"\x89PNG!").decode()}
    came = sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "", "media": [photo]})
    client = sandbox.client()
    media = client.messages(came["sid"]).media.list()[0]
    assert (media.content_type, media.parent_sid) == ("image/png", came["sid"])
    assert media.uri is not None
    address = sandbox.url + media.uri.removesuffix(".json")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address)  # noqa: S310
    refused.value.close()
    assert refused.value.code == 401
    with urllib.request.urlopen(_with_credentials(address)) as answer:  # noqa: S310
        assert answer.read() == b"\x89PNG!"
        assert "/media/" in answer.url
    assert media.delete()
    assert client.messages(came["sid"]).media.list() == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Twilio's client uses old aiohttp ways
def test_the_async_client_sends_many_at_once(sandbox: Sandbox) -> None:
    async def send() -> list[MessageInstance]:
        async with AsyncTwilioHttpClient() as http:
            client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=http)
            client.api.base_url = sandbox.url
            wanted = (
                client.messages.create_async(to=ALICE, from_=OURS, body=f"text {number}")
                for number in range(100)
            )
            return list(await asyncio.gather(*wanted))

    sent = asyncio.run(send())
    assert len({message.sid for message in sent}) == 100
    assert sandbox.ledger()["counts"]["accepted"] == 100


def _until_delivered(message: MessageInstance) -> None:
    deadline = time.monotonic() + 5
    while message.fetch().status != "delivered":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _listed(sandbox: Sandbox, query: str) -> list[MessageInstance]:
    messages = sandbox.client().messages
    return list(
        messages.get_page(f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json?{query}")
    )


def _with_credentials(address: str) -> urllib.request.Request:
    pair = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    return urllib.request.Request(address, headers={"Authorization": f"Basic {pair}"})  # noqa: S310

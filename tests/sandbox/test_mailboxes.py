"""What a person does at their mailbox reaches the product in the form that anymail reads."""

import json
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import EventType, RejectReason
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from django.test import RequestFactory

from tests.sandbox.listener import Call, Listener
from tests.sandbox.test_mail_sink import ALICE_AT_HOME, letter, post
from tests.sandbox_fixture import Sandbox

REPLY = f"mailboxes/{ALICE_AT_HOME}/reply"


def _read(call: Call, view: type) -> Any:
    """What anymail makes of a call, its check of the credentials included."""
    request = RequestFactory().post(
        call.path,
        call.body,
        content_type="application/json",
        headers={"Authorization": call.headers["Authorization"]},
    )
    reader = view(webhook_secret="post:mark")
    reader.run_validators(request)
    return reader.parse_events(request)[0]


def _answered(sandbox: Sandbox, product: Listener, **wish: Any) -> Any:
    post(sandbox, letter())
    mail = sandbox.ledger()["emails"][0]["id"]
    sandbox.control(REPLY, {"mail": mail, "text": "About a 4\nno bruise"} | wish)
    call = product.wait(1, path="/anymail/postmark/inbound/")[0]
    return _read(call, PostmarkInboundWebhookView)


def test_an_answer_goes_to_the_reply_address_with_the_question_quoted(
    sandbox: Sandbox, product: Listener
) -> None:
    event = _answered(sandbox, product)
    message: AnymailInboundMessage = event.message
    assert event.event_type == EventType.INBOUND
    assert message.envelope_recipient == "reply+t0k3n@in.clinic.example"
    assert message.envelope_sender == ALICE_AT_HOME
    assert message.from_email.addr_spec == ALICE_AT_HOME
    assert message.subject == "Re: ¿Cómo está?"
    assert message["In-Reply-To"] == "<m1@clinic.example>"
    assert message["References"] == "<m1@clinic.example>"
    assert message.stripped_text == "About a 4\nno bruise"
    assert message.text.startswith("About a 4\nno bruise\n\nOn ")
    assert "> How sore is it?" in message.text
    assert "gmail_quote" in message.html


def test_a_mail_out_of_the_blue_quotes_nothing(sandbox: Sandbox, product: Listener) -> None:
    wish = {"to": "hello@clinic.example", "text": "Can I run?", "headers": {"Auto-Submitted": "no"}}
    sandbox.control(REPLY, wish)
    message = _read(product.wait(1)[0], PostmarkInboundWebhookView).message
    assert message.text == "Can I run?"
    assert message["Auto-Submitted"] == "no"
    assert message["In-Reply-To"] is None


def test_an_attachment_arrives_whole(sandbox: Sandbox, product: Listener) -> None:
    photo = {"Name": "knee.png", "ContentType": "image/png", "Content": "iVBORw=="}
    message = _answered(sandbox, product, attachments=[photo]).message
    assert [(part.get_filename(), part.get_content_bytes()) for part in message.attachments] == [
        ("knee.png", b"\x89PNG")
    ]


def test_an_answer_waits_for_a_product_that_is_down(sandbox: Sandbox, product: Listener) -> None:
    product.statuses += [500]
    sandbox.control(REPLY, {"to": "hello@clinic.example", "text": "hi", "twice": True})
    bodies = [json.loads(call.body)["MessageID"] for call in product.wait(3)]
    assert len(set(bodies)) == 1


def test_a_bounce_is_told_in_postmarks_words(sandbox: Sandbox, product: Listener) -> None:
    post(sandbox, letter())
    sandbox.control("mails/m1@clinic.example/event", {"record": "Bounce", "type": "HardBounce"})
    call = product.wait(1, path="/anymail/postmark/tracking/")[0]
    event = _read(call, PostmarkTrackingWebhookView)
    assert (event.event_type, event.reject_reason) == (EventType.BOUNCED, RejectReason.BOUNCED)
    assert (event.recipient, event.message_id) == (ALICE_AT_HOME, "m1@clinic.example")
    assert event.metadata == {"message": "77"}


@pytest.mark.parametrize(
    ("record", "kind", "event_type"),
    [
        ("Delivery", "", EventType.DELIVERED),
        ("SpamComplaint", "SpamComplaint", EventType.COMPLAINED),
        ("SubscriptionChange", "ManualSuppression", EventType.UNSUBSCRIBED),
        ("Bounce", "Transient", EventType.DEFERRED),
    ],
)
def test_other_events_are_read_as_what_they_are(
    sandbox: Sandbox, product: Listener, record: str, kind: str, event_type: str
) -> None:
    post(sandbox, letter())
    sandbox.control("mails/m1@clinic.example/event", {"record": record, "type": kind})
    event = _read(product.wait(1)[0], PostmarkTrackingWebhookView)
    assert event.event_type == event_type


def test_one_click_unsubscribe_posts_and_a_link_scanner_only_looks(
    sandbox: Sandbox, product: Listener
) -> None:
    mail = letter()
    del mail["List-Unsubscribe"]
    mail["List-Unsubscribe"] = f"<{product.url}/u/abc>"
    post(sandbox, mail)
    address = "mails/m1@clinic.example/unsubscribe"
    assert sandbox.control(address, {"method": "GET"}) == {"outcome": "200"}
    assert sandbox.control(address, {}) == {"outcome": "200"}
    assert [(call.method, call.path, call.body) for call in product.calls] == [
        ("GET", "/u/abc", ""),
        ("POST", "/u/abc", "List-Unsubscribe=One-Click"),
    ]


def test_an_unknown_mail_is_told(sandbox: Sandbox) -> None:
    assert "no mail 'm9'" in sandbox.control("mails/m9/unsubscribe", {})["error"]
    assert "say which mail" in sandbox.control(REPLY, {"text": "hi"})["error"]

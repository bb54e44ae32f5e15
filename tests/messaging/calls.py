"""Webhooks as providers call them: true signatures over true HTTP requests."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from twilio.request_validator import RequestValidator

from followup.clinic.contacts import index_of
from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging.models import Message, MessageKind, Status
from tests.sandbox_fixture import ACCOUNT_SID, AUTH_TOKEN, OURS

HAL = "+17205550177"
FORM = "application/x-www-form-urlencoded"
SECRET = "mail:secret"


def sid() -> str:
    return "SM" + uuid4().hex


def signed(path: str, form: Mapping[str, Any], *, token: str = AUTH_TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(settings.PUBLIC_BASE_URL + path, form))


def call(
    path: str, form: Mapping[str, Any], *, token: str = AUTH_TOKEN, client: Client | None = None
) -> Any:
    """A POST as Twilio makes it."""
    return (client or Client(raise_request_exception=False)).post(
        path,
        urlencode(form, doseq=True),
        content_type=FORM,
        headers={"X-Twilio-Signature": signed(path, form, token=token)},
    )


def texts_us(body: str, *, sender: str = HAL, **more: str) -> Any:
    """A patient's text."""
    form = {"MessageSid": sid(), "AccountSid": ACCOUNT_SID, "From": sender, "To": OURS}
    return call("/twilio/inbound", {**form, "Body": body, "NumMedia": "0", **more})


def reports(message: Message, status: str, *, of: str = "", code: str = "") -> Any:
    """A status callback on one of our texts."""
    form = {
        "MessageSid": of or message.provider_id or "SM" + "1" * 32,
        "MessageStatus": status,
        "AccountSid": ACCOUNT_SID,
        "To": message.to,
        "From": OURS,
    }
    if code:
        form["ErrorCode"] = code
    return call(f"/twilio/status/{message.public_id}", form)


def mails_us(path: str, event: Mapping[str, Any], *, secret: str = SECRET) -> Any:
    """A mail provider's webhook in the shape of Postmark's."""
    basic = base64.b64encode(secret.encode()).decode()
    return Client(raise_request_exception=False).post(
        path,
        json.dumps(event),
        content_type="application/json",
        headers={"Authorization": f"Basic {basic}"} if secret else {},
    )


def message_to(
    patient: Patient, *, clinic: Clinic, at: Any, status: str = Status.ACCEPTED, **more: Any
) -> Message:
    """A message to a patient, by default one that the provider has taken."""
    channel = more.pop("channel", Channel.SMS)
    to = more.pop("to", HAL)
    fields: dict[str, Any] = {
        "kind": MessageKind.QUESTION,
        "body": "How sore is it today?",
        "created_at": at,
        "due_at": at,
        "expires_at": at.replace(year=at.year + 1),
        "tries": 0 if status == Status.QUEUED else 1,
        "provider_id": "" if status in {Status.QUEUED, Status.SENDING} else sid(),
        "accepted_at": at if status == Status.ACCEPTED else None,
        "leased_until": at if status == Status.SENDING else None,
    }
    message: Message = Message.objects.create(
        clinic=clinic,
        patient=patient,
        channel=channel,
        to=to,
        to_index=index_of(channel, to),
        status=status,
        **{**fields, **more},
    )
    return message


def at_once(
    *calls: Callable[[], Any], until_blocked: int, release: Callable[[], None]
) -> list[Any]:
    """Run `calls` in threads, and `release` once so many of them wait for a row or a lock.

    So the moment in which they meet is forced, and not left to luck.
    """
    with ThreadPoolExecutor(len(calls)) as threads:
        running = [threads.submit(_in_own_connection, each) for each in calls]
        _wait_until(lambda: _blocked() >= until_blocked or all(f.done() for f in running))
        blocked = _blocked()
        release()
        answers = [_result(future) for future in running]
    assert blocked >= until_blocked, "they never met"
    return answers


def _in_own_connection(run: Callable[[], Any]) -> Any:
    try:
        return run()
    finally:
        connection.close()


def _result(future: "Future[Any]") -> Any:
    return future.result(timeout=20)


def _blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)

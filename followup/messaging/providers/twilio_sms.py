"""Texts through Twilio's SDK: a batch at once, each with our id in its status callback."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import aiohttp
import requests
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from followup.messaging.delivery import Fault
from followup.messaging.providers.base import (
    Found,
    Handed,
    Outgoing,
    ProviderAwayError,
    Received,
)
from followup.messaging.providers.twilio_http import NoTurnError, OneTryHttpClient
from followup.messaging.providers.twilio_words import fault_of, said

# Twilio takes 1 to 36,000 seconds and advises more than 5.
_SHORTEST_VALIDITY = 6
_LONGEST_VALIDITY = 36_000
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_SERVER_ERROR = 500
_LISTED = 50
_NOT_REACHED = Fault("away", "Twilio cannot be reached.", retry=True, never_arrived=True)
_NO_ANSWER = Fault("silent", "Twilio did not answer in time; it will be asked.")
# No connection, or none free: not a byte of it left.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, NoTurnError)
_WENT_WRONG = (
    TwilioException, aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError, TypeError,
    NoTurnError,
)  # fmt: skip


class TwilioSms:
    """Twilio for one account; one event loop and its connections live as long as the process."""

    name = "twilio"

    def __init__(
        self,
        *,
        account_sid: str,
        username: str,
        password: str,
        base_url: str,
        connect_seconds: float,
        total_seconds: float,
    ) -> None:
        self._messages = f"/Accounts/{account_sid}/Messages.json"
        self._loop = asyncio.new_event_loop()
        self._http = OneTryHttpClient(connect_seconds=connect_seconds, total_seconds=total_seconds)
        self._sender = Client(username, password, account_sid, http_client=self._http)
        self._asker = Client(
            username, password, account_sid, http_client=TwilioHttpClient(timeout=total_seconds)
        )
        for client in (self._sender, self._asker):
            client.api.base_url = base_url

    def send(self, batch: Sequence[Outgoing]) -> list[Handed]:
        """Hand over all at once; a text of which nothing is known comes back as unknown."""
        return self._loop.run_until_complete(self._send_all(batch))

    def find(self, *, to: str, since: datetime) -> Iterable[Found]:
        """What Twilio has for `to`, newest first, whether or not it has been sent yet.

        A filter by date would leave out what still queues: its DateSent is empty.
        """
        return [
            Found(
                provider_id=str(message.sid),
                said=said(str(message.status), str(message.error_code or "")),
                created_at=message.date_created,
                body=str(message.body),
            )
            for message in self._listed(to=to)
            if str(message.direction).startswith("outbound")
            and (message.date_created is None or message.date_created >= since)
        ]

    def received(self, *, numbers: Sequence[str], since: datetime) -> Iterable[Received]:
        """What came in for these numbers since then (UTC, as the SDK does not convert)."""
        for number in numbers:
            for message in self._listed(to=number, since=since):
                if str(message.direction) == "inbound":
                    yield self._as_received(message)

    def close(self) -> None:
        """Let go of the connections and the loop."""
        self._loop.run_until_complete(self._http.close())
        self._loop.close()

    async def _send_all(self, batch: Sequence[Outgoing]) -> list[Handed]:
        # One turn of the loop first: connections that Twilio closed meanwhile drop out.
        await asyncio.sleep(0)
        return await asyncio.gather(*(self._send_one(message) for message in batch))

    async def _send_one(self, message: Outgoing) -> Handed:
        validity = min(max(message.valid_seconds, _SHORTEST_VALIDITY), _LONGEST_VALIDITY)
        form = {
            "To": message.to,
            "Body": message.body,
            "StatusCallback": message.callback_url,
            "ValidityPeriod": validity,
            **_sent_by(message),
        }
        try:
            # What `messages.create_async` does, but for the object that it makes of the answer.
            sent = await self._sender.api.v2010.create_async(
                "POST", self._messages, headers=_FORM, data=form
            )
        except _WENT_WRONG as error:
            return _not_sent(message, error)
        return Handed(message.public_id, "accepted", provider_id=str(sent["sid"]))

    def _listed(self, *, to: str, since: datetime | None = None) -> list[MessageInstance]:
        listing = self._asker.messages.list
        try:
            if since is None:
                return list(listing(to=to, limit=_LISTED))
            return list(listing(to=to, date_sent_after=since - timedelta(minutes=1)))
        except (TwilioException, requests.RequestException, OSError, ValueError) as error:
            raise ProviderAwayError(f"Twilio's list: {type(error).__name__}") from error

    def _as_received(self, message: MessageInstance) -> Received:
        return Received(
            provider_id=str(message.sid),
            sender=str(message.from_),
            recipient=str(message.to),
            body=str(message.body or ""),
            sent_at=message.date_sent or message.date_created,
            media=self._media_of(message) if int(message.num_media or 0) else (),
            raw={"MessageSid": str(message.sid), "NumMedia": str(message.num_media or "0")},
        )

    def _media_of(self, message: MessageInstance) -> tuple[tuple[str, str], ...]:
        base = str(self._asker.api.base_url)
        try:
            listed = message.media.list()
        except (TwilioException, requests.RequestException, OSError, ValueError) as error:
            raise ProviderAwayError(f"Twilio's media: {type(error).__name__}") from error
        return tuple(
            (base + str(item.uri).removesuffix(".json"), str(item.content_type)) for item in listed
        )


def _sent_by(message: Outgoing) -> dict[str, str]:
    if message.messaging_service:
        return {"MessagingServiceSid": message.messaging_service}
    return {"From": message.sender}


def _not_sent(message: Outgoing, error: Exception) -> Handed:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _answered(message, int(error.status), str(error.code or error.status))
    if isinstance(error, _NEVER_LEFT):
        return Handed(message.public_id, "later", fault=_NOT_REACHED)
    return Handed(message.public_id, "unknown", fault=_NO_ANSWER)


def _answered(message: Outgoing, status: int, code: str) -> Handed:
    fault = fault_of(code)
    if fault.retry or fault.halts:
        return Handed(message.public_id, "later", fault=fault)
    if status >= _SERVER_ERROR:
        # It may have been taken before the server fell over.
        return Handed(message.public_id, "unknown", fault=_NO_ANSWER)
    return Handed(message.public_id, "refused", fault=fault)

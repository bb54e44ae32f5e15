"""The part of the limit: the SDK's async client by itself, with nothing stored before or after."""

import asyncio
import uuid
from functools import lru_cache

from django.conf import settings
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from followup.messaging.providers.twilio_http import OneTryHttpClient

_BODY = (
    "Hi Hal, this is Peak Physical Therapy. How sore is the area today, from 0 (not at all) to 10 "
    "(very sore)? Just reply with a number. Reply STOP to opt out."
)


def play(*, count: int, shipped: bool) -> dict[str, int]:
    """Send so many texts as fast as the client lets us.

    shipped: by the HTTP client that comes with the SDK, else by ours under the SDK.
    """
    return {"accepted": _loop().run_until_complete(_send(count, shipped=shipped))}


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@lru_cache(maxsize=2)
def _client(shipped: bool) -> Client:
    ours = OneTryHttpClient(
        connect_seconds=settings.TWILIO_CONNECT_SECONDS,
        total_seconds=settings.TWILIO_TOTAL_SECONDS,
    )
    http = AsyncTwilioHttpClient() if shipped else ours
    client = Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http)
    client.api.base_url = settings.TWILIO_API_URL
    return client


async def _send(count: int, *, shipped: bool) -> int:
    client = _client(shipped)
    sent = await asyncio.gather(*(_one(client, place) for place in range(count)))
    return len(sent)


async def _one(client: Client, place: int) -> str:
    message = await client.messages.create_async(
        to=f"+1720{place % 10_000_000:07d}",
        from_="+17195550100",
        body=_BODY,
        status_callback=f"{settings.PUBLIC_BASE_URL}/twilio/status/{uuid.uuid4()}",
        validity_period=14_400,
    )
    return str(message.sid)

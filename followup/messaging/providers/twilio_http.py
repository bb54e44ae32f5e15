"""The HTTP client that Twilio's SDK sends through: with timeouts, and without retries of its own.

The SDK's async client ignores its timeout and repeats a POST on 5xx, which texts people twice.
"""

import asyncio
import logging
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

_log = logging.getLogger("twilio.async_http_client")


class OneTryHttpClient(AsyncHttpClient):  # type: ignore[misc]
    """One request, one answer or one error; connections are kept between batches.

    `connect_seconds` and `total_seconds` bound a request; `most_at_once` bounds the sockets.
    """

    def __init__(
        self, *, connect_seconds: float, total_seconds: float, most_at_once: int = 100
    ) -> None:
        super().__init__(_log, True, total_seconds)
        self._timeout = aiohttp.ClientTimeout(
            total=total_seconds, sock_connect=connect_seconds, connect=connect_seconds
        )
        self._session: aiohttp.ClientSession | None = None
        self._turn = asyncio.Semaphore(most_at_once)
        self._most_at_once = most_at_once

    async def request(self, method: str, url: str, **said: Any) -> Response:
        """Send one request as the SDK words it; raises aiohttp's errors and TimeoutError."""
        auth = said["auth"]
        signed_in = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
        options = {
            "params": said["params"],
            "data": urlencode(said["data"], doseq=True).encode() if said["data"] else None,
            "headers": {**(said["headers"] or {}), **signed_in},
            "allow_redirects": said["allow_redirects"],
        }
        async with self._turn, self._open(url).request(method.upper(), url, **options) as answer:
            return Response(answer.status, await answer.text(), answer.headers)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    def _open(self, url: str) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._most_at_once, keepalive_timeout=10)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, proxy=_proxy_for(url)
            )
        return self._session


def _proxy_for(url: str) -> str | None:
    """What HTTPS_PROXY and NO_PROXY say; aiohttp itself would ask anew for each request."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)

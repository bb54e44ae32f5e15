"""The HTTP client that Twilio's SDK sends through: with timeouts, and without retries of its own.

The SDK's async client ignores its timeout and repeats a POST on 5xx, which texts people twice.
"""

import asyncio
import logging
import time
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

_log = logging.getLogger("twilio.async_http_client")


class NoTurnError(Exception):
    """So many others waited for their answers that this request never began."""


class OneTryHttpClient(AsyncHttpClient):  # type: ignore[misc]
    """One request, one answer or one error; connections are kept between batches.

    `connect_seconds` bounds a connection, `total_seconds` the whole of a request, the wait for one
    of `most_at_once` sockets included: so that it bounds a whole batch that begins at once.
    """

    def __init__(
        self, *, connect_seconds: float, total_seconds: float, most_at_once: int = 100
    ) -> None:
        super().__init__(_log, True, total_seconds)
        self._total = total_seconds
        self._connecting = connect_seconds
        self._timeout = self._bounded(total_seconds)
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
        timeout = await self._take_turn()
        try:
            asked = self._open(url).request(method.upper(), url, timeout=timeout, **options)
            async with asked as answer:
                return Response(answer.status, await answer.text(), answer.headers)
        finally:
            self._turn.release()

    async def _take_turn(self) -> aiohttp.ClientTimeout:
        """Wait for a socket; what that took is taken from the time for the answer."""
        began = time.monotonic()
        if not self._turn.locked():
            await self._turn.acquire()
            return self._timeout
        try:
            async with asyncio.timeout(self._total / 2):
                await self._turn.acquire()
        except TimeoutError as error:
            raise NoTurnError from error
        return self._bounded(self._total - (time.monotonic() - began))

    def _bounded(self, total: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=total, sock_connect=self._connecting, connect=self._connecting
        )

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

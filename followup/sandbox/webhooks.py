"""Calls to the product: signed, tried again as the provider would, and all written down."""

import asyncio
import base64
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from yarl import URL

from followup.lib import clock
from followup.sandbox import overrides
from followup.sandbox.overrides import Overrides
from followup.sandbox.signature import sign
from followup.sandbox.state import Webhook
from followup.sandbox.world import World

_AT_ONCE = 32
# Postmark tries ten times over ten hours; here the same ten come within three minutes.
_POSTMARK_PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 30, 30, 60)
_POSTMARK = Overrides(total=3600, retries=10, retried=frozenset({"all"}))
_ONCE = Overrides(retries=0)

Answered = Callable[[Webhook, str], Awaitable[None]]


class Webhooks:
    """Owes calls, delivers them in the order of each message, and survives a restart."""

    def __init__(self, *, world: World) -> None:
        self._world = world
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}
        self.when_answered: Answered | None = None

    async def start(self) -> None:
        """Open the session and go on with what an earlier process still owed."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_AT_ONCE), auto_decompress=False
        )
        for webhook in self._world.state.webhooks.values():
            if not webhook.is_done:
                self._begin(webhook, 0.0)

    def forget(self) -> None:
        """Deliver nothing of what is still owed: its world is over."""
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop; what is still owed stands in the journal."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    def owe(
        self,
        *,
        kind: str,
        about: str,
        url: str,
        form: list[tuple[str, str]] | None = None,
        json: dict[str, Any] | None = None,
        delay: float = 0.0,
    ) -> asyncio.Task[None]:
        """Write a call down and deliver it after `delay` seconds of machine time."""
        number = str(self._world.state.seq + 1)
        self._world.record(
            "webhook.due", id=number, hook=kind, about=about, url=url, form=form or [], json=json
        )
        return self._begin(self._world.state.webhooks[number], delay)

    def _begin(self, webhook: Webhook, delay: float) -> asyncio.Task[None]:
        before = self._last.get(webhook.about)
        task = asyncio.create_task(self._deliver(webhook, delay, before))
        self._last[webhook.about] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(webhook.about, done))
        return task

    def _ended(self, about: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._last.get(about) is task:
            del self._last[about]

    async def _deliver(
        self, webhook: Webhook, delay: float, before: asyncio.Task[None] | None
    ) -> None:
        if delay:
            await asyncio.sleep(delay)
        if before is not None:
            await asyncio.wait([before])
        outcome, answer = await self._try_until_final(webhook, _rules(webhook))
        if outcome == "200" and self.when_answered is not None:
            await self.when_answered(webhook, answer)

    async def _try_until_final(self, webhook: Webhook, rules: Overrides) -> tuple[str, str]:
        deadline = time.monotonic() + rules.total
        for tries in itertools.count(1):
            started = time.monotonic()
            outcome, answer = await self._post(webhook, rules)
            enough = tries > rules.retries or time.monotonic() > deadline
            final = enough or not rules.tries_again(outcome=outcome)
            self._tried(webhook, outcome, time.monotonic() - started, final)
            if final:
                return outcome, answer
            await asyncio.sleep(_pause(webhook, tries))
        raise AssertionError

    def _tried(self, webhook: Webhook, outcome: str, seconds: float, final: bool) -> None:
        self._world.record(
            "webhook.tried",
            id=webhook.id,
            outcome=outcome,
            seconds=round(seconds, 3),
            final=final,
        )

    async def _post(self, webhook: Webhook, rules: Overrides) -> tuple[str, str]:
        times = aiohttp.ClientTimeout(
            total=min(rules.total, 60), sock_connect=rules.connect, sock_read=rules.read
        )
        try:
            async with (
                self._gate,
                self._session.request(
                    "GET" if webhook.kind == "visit" else "POST",
                    URL(webhook.url.partition("#")[0], encoded=True),
                    headers=self._headers(webhook),
                    timeout=times,
                    allow_redirects=False,
                    **_body(webhook),
                ) as answer,
            ):
                return str(answer.status), await answer.text(errors="replace")
        except (TimeoutError, aiohttp.ServerDisconnectedError):
            return "rt", ""
        except (aiohttp.ClientError, OSError, ValueError):
            return "ct", ""

    def _headers(self, webhook: Webhook) -> dict[str, str]:
        config = self._world.config
        if webhook.kind in ("status", "inbound"):
            return {
                "User-Agent": "TwilioProxy/1.1",
                "I-Twilio-Idempotency-Token": webhook.id,
                "X-Twilio-Signature": sign(
                    token=config.auth_token, url=webhook.url, form=webhook.form
                ),
            }
        headers = {"User-Agent": "Postmark"}
        if webhook.kind.startswith("email") and config.email_secret:
            secret = config.email_secret.partition(",")[0]
            headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        return headers


def parameters(*, pairs: dict[str, str | None]) -> list[tuple[str, str]]:
    """Form parameters, without those that have no value at all."""
    return [(name, value) for name, value in pairs.items() if value is not None]


def signed_now() -> str:
    """RawDlrDoneDate as Twilio writes it: YYMMDDhhmm, without a zone."""
    return clock.now().strftime("%y%m%d%H%M")


def _rules(webhook: Webhook) -> Overrides:
    if webhook.kind.startswith("email"):
        return _POSTMARK
    if webhook.kind in ("unsubscribe", "visit"):
        return _ONCE
    default = overrides.RECOMMENDED if webhook.kind == "inbound" else Overrides()
    return overrides.read(url=webhook.url, default=default)


def _pause(webhook: Webhook, tries: int) -> float:
    if webhook.kind.startswith("email"):
        return float(_POSTMARK_PAUSES[min(tries - 1, len(_POSTMARK_PAUSES) - 1)])
    return float(0.1 * 2**tries)


def _body(webhook: Webhook) -> dict[str, Any]:
    if webhook.json is not None:
        return {"json": webhook.json}
    return {"data": webhook.form} if webhook.form else {}

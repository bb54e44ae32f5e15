"""Calls to the product: signed, tried again as the provider would, and all written down."""

import asyncio
import base64
import itertools
import time
from collections import defaultdict
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

Delivery = asyncio.Task[None]
Answered = Callable[[Webhook, str], Awaitable[None]]


class Webhooks:
    """Owes calls, delivers them in the order of each message, and survives a restart."""

    def __init__(self, *, world: World) -> None:
        self._world = world
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession
        self._last: defaultdict[tuple[str, str], set[Delivery]] = defaultdict(set)
        self.when_answered: Answered | None = None

    async def start(self) -> None:
        """Open the session and go on with what an earlier process still owed."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_AT_ONCE))
        for webhook in self._world.state.webhooks.values():
            if not webhook.is_done:
                self._begin(webhook, 0.0, list(self._last[webhook.kind, webhook.about]))

    def forget(self) -> None:
        """Deliver nothing of what is still owed: its world is over."""
        for task in self._running():
            task.cancel()

    async def close(self) -> None:
        """Stop; what is still owed stands in the journal."""
        self.forget()
        await asyncio.gather(*self._running(), return_exceptions=True)
        await self._session.close()

    def _running(self) -> list[Delivery]:
        return [task for tasks in self._last.values() for task in tasks]

    def owe(
        self,
        *,
        kind: str,
        about: str,
        url: str,
        form: list[tuple[str, str]] | None = None,
        json: dict[str, Any] | None = None,
        delay: float = 0.0,
        copies: int = 1,
    ) -> list[Delivery]:
        """Write a call down and deliver it after `delay` seconds of machine time.

        Copies go out at the same instant, as duplicates do in real life.
        """
        before = list(self._last.get((kind, about), ()))
        what = {"hook": kind, "about": about, "url": url, "form": form or [], "json": json}
        return [self._owe_one(what, delay, before) for _ in range(copies)]

    def _owe_one(self, what: dict[str, Any], delay: float, before: list[Delivery]) -> Delivery:
        number = str(self._world.state.seq + 1)
        self._world.record("webhook.due", id=number, **what)
        return self._begin(self._world.state.webhooks[number], delay, before)

    def _begin(self, webhook: Webhook, delay: float, before: list[Delivery]) -> Delivery:
        task = asyncio.create_task(self._deliver(webhook, delay, before))
        self._last[webhook.kind, webhook.about].add(task)
        task.add_done_callback(lambda done: self._ended(webhook, done))
        return task

    def _ended(self, webhook: Webhook, task: Delivery) -> None:
        running = self._last[webhook.kind, webhook.about]
        running.discard(task)
        if not running:
            del self._last[webhook.kind, webhook.about]

    async def _deliver(self, webhook: Webhook, delay: float, before: list[Delivery]) -> None:
        if delay:
            await asyncio.sleep(delay)
        if before:
            await asyncio.wait(before)
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

"""Webhooks a second and their p99, through gunicorn; beside a bare view that stores one row."""

import asyncio
import contextlib
import sys
import time
import uuid
from collections.abc import Iterator
from statistics import median

import aiohttp
from django.conf import settings

from followup.sandbox.bench import seeding
from followup.sandbox.bench.figures import Figure, percentile
from followup.sandbox.bench.ground import NOON, Ground, free_port, wait_for
from followup.sandbox.house import Process
from followup.sandbox.signature import sign

_AT_ONCE = 16


def run(ground: Ground) -> list[Figure]:
    """Rounds of both in turn; every webhook is signed, and each is another message."""
    rounds, calls = (3, 300) if ground.quick else (7, 2_000)
    clinic = seeding.practice(at=NOON).clinic
    ours, bare = [], []
    with (
        _gunicorn(ground, "followup.wsgi") as real,
        _gunicorn(ground, "followup.sandbox.bench.bare") as plain,
    ):
        addresses = f"{real}/twilio/inbound", f"{plain}/twilio/inbound?clinic={clinic.pk}"
        for address in addresses:
            asyncio.run(_called(address, clinic.sms_number, 50))
        for _ in range(rounds):
            ours.append(asyncio.run(_called(addresses[0], clinic.sms_number, calls)))
            bare.append(asyncio.run(_called(addresses[1], clinic.sms_number, calls)))
    beside = {
        "of_bare": median(a[0] / b[0] for a, b in zip(ours, bare, strict=True)),
        "p99_ms": median(each[1] for each in ours),
        "bare_p99_ms": median(each[1] for each in bare),
    }
    values = [each[0] for each in ours]
    return [
        Figure(bench="inbound", unit="webhooks/s", values=values, beside=beside),
        Figure(bench="inbound.bare", unit="webhooks/s", values=[each[0] for each in bare]),
    ]


@contextlib.contextmanager
def _gunicorn(ground: Ground, module: str) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--no-control-socket",
    ]  # fmt: skip
    web = Process(module, command, ground.env, ground.folder / f"{module}.log")
    web.start()
    try:
        wait_for(port, web)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.stop()


async def _called(url: str, to: str, calls: int) -> tuple[float, float]:
    """Calls a second, and the p99 of one in milliseconds."""
    waits: list[float] = []
    turn = asyncio.Semaphore(_AT_ONCE)
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        await asyncio.gather(*(_call(session, turn, url, to, waits) for _ in range(calls)))
        took = time.perf_counter() - began
    return calls / took, percentile(waits, 0.99) * 1000


async def _call(
    session: aiohttp.ClientSession, turn: asyncio.Semaphore, url: str, to: str, waits: list[float]
) -> None:
    sid = f"SM{uuid.uuid4().hex}"
    form = {
        "MessageSid": sid, "SmsSid": sid, "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": "+17205550177", "To": to, "Body": "about a 4, no bruise", "NumMedia": "0",
    }  # fmt: skip
    signature = sign(
        token=settings.TWILIO_AUTH_TOKEN,
        url=f"{settings.PUBLIC_BASE_URL}/twilio/inbound",
        form=list(form.items()),
    )
    async with turn:
        began = time.perf_counter()
        async with session.post(
            url, data=form, headers={"X-Twilio-Signature": signature}
        ) as answer:
            said = await answer.text()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {said[:200]}")
        waits.append(time.perf_counter() - began)

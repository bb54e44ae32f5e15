"""How a request ends when a fault struck: refused, late, cut off, or never answered."""

import asyncio

from aiohttp import web

from followup.sandbox.catalog import Refused
from followup.sandbox.faults import Fault

_FOREVER = 86_400.0
_BEFORE = frozenset({"error", "http_429", "http_500", "drop_before"})
_AFTER = frozenset({"drop_after", "http_500_after"})


class Cut(Exception):
    """The connection is to be dropped without an answer."""


async def before(*, struck: list[Fault]) -> None:
    """What goes wrong before the request is acted on."""
    for fault in struck:
        if fault.kind in _BEFORE:
            raise _wrong(fault)
        if not fault.accepted:
            await _wait(fault)


async def after(*, struck: list[Fault]) -> None:
    """What goes wrong once the request has been acted on: only its answer is lost."""
    for fault in struck:
        if fault.kind in _AFTER:
            raise _wrong(fault)
        if fault.accepted:
            await _wait(fault)


def cut_off(*, request: web.Request) -> web.Response:
    """Drop the connection; the response that is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _wait(fault: Fault) -> None:
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "never_answer":
        await asyncio.sleep(_FOREVER)


def _wrong(fault: Fault) -> Exception:
    if fault.kind.startswith("drop"):
        return Cut(fault.kind)
    return Refused({"http_429": 20429, "error": fault.code or 30008}.get(fault.kind, 20500))

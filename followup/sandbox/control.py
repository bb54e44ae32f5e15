"""The control interface: JSON in, JSON out, for demos, tests and the story."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from followup.lib import clock
from followup.sandbox import faults, ledger
from followup.sandbox.handsets import Handsets, NoNumber
from followup.sandbox.lifecycle import Lifecycle
from followup.sandbox.mailboxes import Mailboxes, NoSuchMail
from followup.sandbox.webhooks import Webhooks
from followup.sandbox.world import World

Wish = dict[str, Any]
_MISTAKES = (
    KeyError,
    TypeError,
    ValueError,
    LookupError,
    faults.UnknownFault,
    NoSuchMail,
    NoNumber,
)


class Control:
    """Everything under /control/."""

    def __init__(
        self,
        *,
        world: World,
        webhooks: Webhooks,
        life: Lifecycle,
        handsets: Handsets,
        mailboxes: Mailboxes,
    ) -> None:
        self._world = world
        self._webhooks = webhooks
        self._life = life
        self._handsets = handsets
        self._mailboxes = mailboxes

    def routes(self) -> list[web.RouteDef]:
        """Every address of the control interface."""
        return [
            web.get("/control/ledger", self._ledger),
            web.get("/control/messages", self._messages),
            web.post("/control/messages/{sid}/status", _json_in(self._set_status)),
            web.get("/control/faults", self._list_faults),
            web.post("/control/faults", _json_in(self._set_fault)),
            web.delete("/control/faults", self._clear_faults),
            web.delete("/control/faults/{id}", self._clear_faults),
            web.post("/control/phones/{number}/send", _json_in(self._send)),
            web.post("/control/phones/{number}/mode", _json_in(self._set_mode)),
            web.post("/control/mailboxes/{address}/reply", _json_in(self._reply)),
            web.get("/control/mails/{id}/raw", self._raw),
            web.post("/control/mails/{id}/unsubscribe", _json_in(self._unsubscribe)),
            web.post("/control/mails/{id}/event", _json_in(self._event)),
            web.get("/control/clock", self._clock),
            web.post("/control/clock", _json_in(self._move_clock)),
            web.post("/control/manners", _json_in(self._set_manners)),
            web.post("/control/settle", _json_in(self._settle)),
            web.post("/control/reset", self._reset),
        ]

    async def _ledger(self, _request: web.Request) -> web.Response:
        return web.json_response(ledger.ledger(state=self._world.state))

    async def _messages(self, request: web.Request) -> web.Response:
        return web.json_response(since(world=self._world, cursor=request.query.get("since", "")))

    async def _set_status(self, request: web.Request, wish: Wish) -> Wish:
        message = self._world.state.messages[request.match_info["sid"]]
        if wish.get("callback", True):
            self._life.move(message, status=wish["status"], code=wish.get("error_code"))
        else:
            fields = {"status": wish["status"], "error_code": wish.get("error_code")}
            self._world.record("message.moved", sid=message.sid, **fields)
        return ledger.message_line(message=message)

    async def _list_faults(self, _request: web.Request) -> web.Response:
        return web.json_response([fault.shown() for fault in self._world.state.faults.values()])

    async def _set_fault(self, _request: web.Request, wish: Wish) -> Wish:
        number = secrets.token_hex(4)
        faults.parsed(wish=wish, fault_id=number)  # a mistake is told before it is journaled
        self._world.record("fault.set", id=number, wish=wish)
        return self._world.state.faults[number].shown()

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._world.record("fault.cleared", id=request.match_info.get("id"))
        return web.json_response({"cleared": True})

    async def _send(self, request: web.Request, wish: Wish) -> Wish:
        message = self._handsets.send(
            number=request.match_info["number"],
            to=wish.get("to"),
            body=wish.get("body", ""),
            media=wish.get("media", []),
            sid=wish.get("sid"),
        )
        return ledger.message_line(message=message)

    async def _set_mode(self, request: web.Request, wish: Wish) -> Wish:
        known = {"unreachable", "landline", "down", "slow", "opted_out"}
        if set(wish) - known:
            raise ValueError(f"a mode is made of {sorted(known)}")
        self._handsets.set_mode(number=request.match_info["number"], mode=dict(wish))
        return wish

    async def _reply(self, request: web.Request, wish: Wish) -> Wish:
        answer = self._mailboxes.reply(address=request.match_info["address"], wish=wish)
        return ledger.answer_line(answer=answer)

    async def _raw(self, request: web.Request) -> web.Response:
        mail = self._mailboxes.mail(request.match_info["id"])
        return web.Response(body=mail.parsed.as_bytes(), content_type="text/plain")

    async def _unsubscribe(self, request: web.Request, wish: Wish) -> Wish:
        by = wish.get("method", "POST")
        outcome = await self._mailboxes.unsubscribe(mail_id=request.match_info["id"], by=by)
        return {"outcome": outcome}

    async def _event(self, request: web.Request, wish: Wish) -> Wish:
        record, kind = wish.get("record", "Bounce"), wish.get("type", "")
        kind = kind or ("HardBounce" if record == "Bounce" else "")
        self._mailboxes.report(mail_id=request.match_info["id"], record=record, kind=kind)
        return {"record": record, "type": kind}

    async def _clock(self, _request: web.Request) -> web.Response:
        return web.json_response(_clock_now())

    async def _move_clock(self, _request: web.Request, wish: Wish) -> Wish:
        move_clock(wish=wish)
        return _clock_now()

    async def _set_manners(self, _request: web.Request, wish: Wish) -> Wish:
        choices = {
            "opt_out": ("provider", "advanced", "off"),
            "receipts": ("auto", "manual"),
        }
        for name, value in wish.items():
            if value not in choices.get(name, ()):
                raise ValueError(f"manners are {choices}")
        self._world.record("manners.set", **wish)
        return {"opt_out": self._world.opt_out, "receipts": self._world.receipts}

    async def _settle(self, _request: web.Request, wish: Wish) -> Wish:
        """Wait until nothing is under way any more, or until `seconds` have passed."""
        deadline = asyncio.get_running_loop().time() + float(wish.get("seconds", 10))
        while busy := self._busy():
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.02)
        return {"settled": not busy, "under_way": busy}

    def _busy(self) -> int:
        owed = sum(not webhook.is_done for webhook in self._world.state.webhooks.values())
        return owed + self._life.under_way()

    async def _reset(self, _request: web.Request) -> web.Response:
        self._webhooks.forget()
        self._world.reset()
        return web.json_response({"reset": True})


def since(*, world: World, cursor: str) -> dict[str, Any]:
    """What changed after a cursor; after a reset everything, and `reset` is true."""
    epoch, _, number = cursor.partition(".")
    fresh = epoch != world.state.epoch
    changed = world.state.changed_since(seq=0 if fresh else int(number or 0))
    state = world.state
    return {
        "cursor": f"{state.epoch}.{state.seq}",
        "reset": bool(cursor) and fresh,
        "messages": [
            ledger.message_line(message=text)
            for sid, text in _those(state.messages, changed["message"])
        ],
        "mails": [ledger.mail_line(mail=one) for _, one in _those(state.mails, changed["mail"])],
        "replies": [
            ledger.answer_line(answer=one) for _, one in _those(state.answers, changed["answer"])
        ],
        "handsets": sorted(changed["handset"]),
    }


def move_clock(*, wish: Wish) -> datetime:
    """Move by `move` seconds or forward to the instant `to` (ISO 8601)."""
    if "to" not in wish:
        return clock.move(float(wish["move"]))
    at = datetime.fromisoformat(wish["to"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return clock.move((at - clock.now()).total_seconds())


def _those(things: dict[str, Any], keys: set[str]) -> list[tuple[str, Any]]:
    return sorted(
        ((key, things[key]) for key in keys if key in things), key=lambda pair: pair[1].seq
    )


def _clock_now() -> dict[str, Any]:
    return {"now": clock.now().isoformat(), "offset": clock.offset().total_seconds()}


def _json_in(
    answer: Callable[[web.Request, Wish], Awaitable[Wish]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answered(request: web.Request) -> web.Response:
        try:
            wish = json.loads(await request.read() or b"{}")
            return web.json_response(await answer(request, wish))
        except _MISTAKES as mistake:
            return web.json_response({"error": _said(mistake)}, status=400)

    return answered


def _said(mistake: BaseException) -> str:
    if isinstance(mistake, KeyError):
        return f"missing or unknown: {mistake.args[0]}"
    return str(mistake)

"""The life of an outbound text: queued, sending, sent, delivered - or how it ends instead."""

import asyncio
from typing import Any

from followup.lib import clock
from followup.sandbox import catalog
from followup.sandbox.messages import FINAL, Message
from followup.sandbox.webhooks import Webhooks, parameters, signed_now
from followup.sandbox.world import World

_TICK = 0.1
_NEXT = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "sending",
    "sending": "sent",
    "sent": "delivered",
}


class Lifecycle:
    """Moves messages on by themselves and owes a callback for each move."""

    def __init__(self, *, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks
        self._waiting: set[str] = set()
        self._moving = 0
        self._ticking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Go on with every message that an earlier process left unfinished."""
        self._ticking = asyncio.create_task(self._tick())
        for message in self._world.state.messages.values():
            if message.status not in FINAL:
                self.begin(message)

    async def close(self) -> None:
        """Stop; unfinished messages stand in the journal."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)

    def begin(self, message: Message) -> None:
        """Let a message live by itself, unless the sandbox is quiet or led by hand."""
        if self._world.config.quiet or self._world.receipts == "manual":
            return
        self._moving += 1
        loop = asyncio.get_running_loop()
        loop.call_later(self._pause(message), self._advance, message)

    def under_way(self) -> int:
        """How many messages will move by themselves within moments."""
        return self._moving

    async def hurry(self, message: Message) -> None:
        """Live the whole life at once, with every callback answered before this returns."""
        while message.status not in FINAL and not self._is_kept_back(message):
            tasks = self._step(message)
            if tasks:
                await asyncio.wait(tasks)

    def move(
        self, message: Message, *, status: str, code: int | None = None
    ) -> list[asyncio.Task[None]]:
        """Give a message a status and owe the callback for it."""
        self._world.record("message.moved", sid=message.sid, status=status, error_code=code)
        if not message.callback or message.provider_reply or message.manner.get("never"):
            return []
        if not message.manner.get("out_of_order"):
            return self._report(message, status, code)
        if status not in FINAL:
            return []
        steps = list(reversed(message.history[1:]))
        return [
            task for step in steps for task in self._report(message, step.status, step.error_code)
        ]

    def _report(self, message: Message, status: str, code: int | None) -> list[asyncio.Task[None]]:
        form = status_form(
            message=message, status=status, code=code, account=self._world.config.account_sid
        )
        late = float(message.manner.get("late", 0.0))
        return self._webhooks.owe(
            kind="status",
            about=message.sid,
            url=message.callback,
            form=form,
            delay=late,
            copies=2 if message.manner.get("twice") else 1,
        )

    def _advance(self, message: Message) -> None:
        self._moving -= 1
        # After a reset the message is gone from the state: nobody wants to hear of it any more.
        if self._world.state.messages.get(message.sid) is not message:
            return
        if message.status in FINAL:
            return
        if self._is_kept_back(message):
            self._waiting.add(message.sid)
            return
        self._step(message)
        if message.status not in FINAL:
            self.begin(message)

    def _step(self, message: Message) -> list[asyncio.Task[None]]:
        code = self._fate(message)
        ending = catalog.ending(code) if code else ""
        if code and (message.status == "sent" or ending == "failed"):
            return self.move(message, status=ending, code=code)
        return self.move(message, status=_NEXT[message.status])

    def _fate(self, message: Message) -> int | None:
        # A US landline is taken and fails later (https://www.twilio.com/docs/api/errors/21635).
        if self._world.state.handsets[message.to].landline:
            return 30006
        return message.manner.get("code")

    def _is_kept_back(self, message: Message) -> bool:
        at = message.send_at()
        if message.status == "scheduled" and at is not None:
            return clock.now() < at
        unreachable = self._world.state.handsets[message.to].unreachable
        return message.status == "queued" and bool(unreachable or message.manner.get("held"))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for sid in list(self._waiting):
                self._look_again(sid)

    def _look_again(self, sid: str) -> None:
        message = self._world.state.messages.get(sid)
        if message is None or message.status in FINAL:
            self._waiting.discard(sid)
        elif not self._is_kept_back(message):
            self._waiting.discard(sid)
            self.begin(message)
        elif message.status == "queued" and clock.now() > message.expires_at():
            self._waiting.discard(sid)
            self.move(message, status="failed", code=30036)

    def _pause(self, message: Message) -> float:
        slow = self._world.state.handsets[message.to].slow if message.status == "sent" else 0.0
        return self._world.config.pace + slow


def manner(*, struck: dict[str, list[Any]]) -> dict[str, Any]:
    """How a message's receipts come and how it ends, from the faults that struck at its making."""
    receipts = {fault.kind.removeprefix("receipt_"): True for fault in struck["receipt"]}
    for fault in struck["receipt"]:
        if fault.kind == "receipt_late":
            receipts["late"] = fault.seconds
    chosen: dict[str, Any] = dict(receipts)
    for fault in struck["fate"]:
        if fault.kind == "unreachable":
            chosen["held"] = True
        else:
            chosen["code"] = 30006 if fault.kind == "landline" else (fault.code or 30008)
    return chosen


def status_form(
    *, message: Message, status: str, code: int | None, account: str
) -> list[tuple[str, str]]:
    """The parameters of a status callback."""
    done = signed_now() if status in ("delivered", "undelivered") else None
    return parameters(
        pairs={
            "MessageSid": message.sid,
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "To": message.to,
            "From": message.sender,
            "AccountSid": account,
            "ApiVersion": "2010-04-01",
            "MessagingServiceSid": message.param("MessagingServiceSid") or None,
            "ErrorCode": str(code) if code else None,
            "ErrorMessage": catalog.words_of(code),
            "RawDlrDoneDate": done,
        }
    )

"""Twilio's Messages API over HTTP, as its own client speaks it."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from followup.sandbox import answers, creation, lifecycle, listing
from followup.sandbox.catalog import Refused
from followup.sandbox.creation import Params
from followup.sandbox.lifecycle import Lifecycle
from followup.sandbox.messages import FINAL, Message, new_sid
from followup.sandbox.representation import VERSION, media_json, message_json
from followup.sandbox.world import World

_ROOT = f"/{VERSION}/Accounts/{{account}}"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class TwilioApi:
    """The routes of one account."""

    def __init__(self, *, world: World, life: Lifecycle) -> None:
        self._world = world
        self._life = life
        config = world.config
        pairs = {(config.account_sid, config.auth_token), *config.api_keys}
        self._welcome = {
            "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
            for name, secret in pairs
        }

    def routes(self) -> list[web.RouteDef]:
        """Every address that the double answers at."""
        one = _ROOT + "/Messages/{sid:[A-Z]{2}[0-9a-f]{32}}"
        medium = one + "/Media/{media:ME[0-9a-f]{32}}"
        return [
            web.post(_ROOT + "/Messages.json", self._guarded(self._create)),
            web.get(_ROOT + "/Messages.json", self._guarded(self._list)),
            web.get(one + ".json", self._guarded(self._fetch)),
            web.post(one + ".json", self._guarded(self._update)),
            web.delete(one + ".json", self._guarded(self._delete)),
            web.get(one + "/Media.json", self._guarded(self._list_media)),
            web.get(medium + ".json", self._guarded(self._fetch_media)),
            web.delete(medium + ".json", self._guarded(self._delete_media)),
            web.get(medium, self._guarded(self._send_to_bytes)),
            web.get("/media/{token}", self._bytes),
            web.route("*", f"/{VERSION}/{{rest:.*}}", self._guarded(_nowhere)),
        ]

    def _guarded(self, answer: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._check_credentials(request)
                return await answer(request)
            except Refused as refused:
                return web.json_response(refused.body(), status=refused.status)
            except answers.Cut:
                return answers.cut_off(request=request)

        return guarded

    def _check_credentials(self, request: web.Request) -> None:
        if request.headers.get("Authorization") not in self._welcome:
            raise Refused(20003)
        account = request.match_info.get("account", self._world.config.account_sid)
        if account != self._world.config.account_sid:
            raise Refused(20003)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        params = await _params(request)
        numbers = (_first(params, "To"), _first(params, "From"))
        struck = self._world.draw(stage="answer", numbers=numbers)
        try:
            self._check_line(numbers[0])
            await answers.before(struck=struck)
            message = self._make(params, numbers)
        except (Refused, answers.Cut) as wrong:
            self._note_refusal(params, wrong)
            raise
        if message.manner.get("early"):
            await self._life.hurry(message)
        if message.status not in FINAL:
            self._life.begin(message)
        shown = self._shown(message)
        await answers.after(struck=struck)
        return _json(shown, 201)

    def _check_line(self, number: str) -> None:
        handset = self._world.state.handsets.get(number)
        if handset is not None and handset.down:
            raise answers.Cut("down")

    def _make(self, params: Params, numbers: tuple[str, ...]) -> Message:
        owned = self._world.config.numbers
        sender = creation.check(params=params, owned=owned, is_opted_out=self._is_opted_out)
        sid = new_sid("MM" if "MediaUrl" in params else "SM")
        self._world.record(
            "message.made",
            sid=sid,
            direction="outbound-api",
            to=_first(params, "To"),
            body=_first(params, "Body"),
            params=params,
            manner=self._manner(numbers),
            status=_initial(params),
            **{"from": sender},
        )
        return self._world.state.messages[sid]

    def _manner(self, numbers: tuple[str, ...]) -> dict[str, Any]:
        if not self._world.state.faults:
            return {}
        stages = ("receipt", "fate")
        return lifecycle.manner(
            struck={stage: self._world.draw(stage=stage, numbers=numbers) for stage in stages}
        )

    def _is_opted_out(self, ours: str, handset: str) -> bool:
        if self._world.opt_out == "off" or not self._world.state.opted_out:
            return False
        senders = {ours, *(self._world.config.numbers if ours.startswith("MG") else ())}
        return any((sender, handset) in self._world.state.opted_out for sender in senders)

    def _note_refusal(self, params: Params, wrong: Exception) -> None:
        self._world.record(
            "message.refused",
            to=_first(params, "To"),
            body=_first(params, "Body"),
            callback=_first(params, "StatusCallback"),
            reason=str(wrong.code) if isinstance(wrong, Refused) else str(wrong),
            **{"from": _first(params, "From")},
        )

    async def _list(self, request: web.Request) -> web.StreamResponse:
        to, sender = request.query.get("To", ""), request.query.get("From", "")
        struck = self._world.draw(stage="answer", numbers=(to, sender), on="list")
        await answers.before(struck=struck)
        page = listing.page(
            state=self._world.state, query=request.query, path=request.path, show=self._shown
        )
        await answers.after(struck=struck)
        return _json(page, 200)

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        message = self._message(request)
        struck = self._world.draw(stage="answer", numbers=(message.handset,), on="fetch")
        await answers.before(struck=struck)
        await answers.after(struck=struck)
        return _json(self._shown(message), 200)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        message = self._message(request)
        params = await _params(request)
        if params.get("Body") == [""]:
            self._world.record("message.changed", sid=message.sid, redacted=True)
        elif params.get("Status") == ["canceled"] and message.status == "scheduled":
            self._life.move(message, status="canceled")
        else:
            raise Refused(20001)
        return _json(self._shown(message), 200)

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        self._world.record("message.changed", sid=self._message(request).sid, deleted=True)
        return web.Response(status=204)

    async def _list_media(self, request: web.Request) -> web.StreamResponse:
        message = self._message(request)
        account = self._world.config.account_sid
        listed = [
            media_json(message=message, media=media, account=account)
            for media in message.media
            if not media.deleted
        ]
        ends = {"page": 0, "page_size": 50, "next_page_uri": None, "previous_page_uri": None}
        return _json({"media_list": listed, "uri": request.path, **ends}, 200)

    async def _fetch_media(self, request: web.Request) -> web.StreamResponse:
        message, media = self._medium(request)
        account = self._world.config.account_sid
        return _json(media_json(message=message, media=media, account=account), 200)

    async def _delete_media(self, request: web.Request) -> web.StreamResponse:
        message, media = self._medium(request)
        self._world.record("message.changed", sid=message.sid, media_deleted=media.sid)
        return web.Response(status=204)

    async def _send_to_bytes(self, request: web.Request) -> web.StreamResponse:
        _, media = self._medium(request)
        return web.Response(status=307, headers={"Location": f"/media/{media.token}"})

    async def _bytes(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        for message in self._world.state.messages.values():
            for media in message.media:
                if media.token == token and not media.deleted:
                    content = base64.b64decode(media.content)
                    return web.Response(body=content, content_type=media.content_type)
        raise web.HTTPNotFound

    def _message(self, request: web.Request) -> Message:
        message = self._world.state.messages.get(request.match_info["sid"])
        if message is None or message.deleted or message.provider_reply:
            raise Refused(20404, path=request.path)
        return message

    def _medium(self, request: web.Request) -> tuple[Message, Any]:
        message = self._message(request)
        for media in message.media:
            if media.sid == request.match_info["media"] and not media.deleted:
                return message, media
        raise Refused(20404, path=request.path)

    def _shown(self, message: Message) -> dict[str, Any]:
        return message_json(message=message, account=self._world.config.account_sid)


async def _nowhere(request: web.Request) -> web.StreamResponse:
    raise Refused(20404, path=request.path)


async def _params(request: web.Request) -> Params:
    text = (await request.read()).decode(errors="replace")
    return parse_qs(text, keep_blank_values=True)


def _initial(params: Params) -> str:
    if "SendAt" in params:
        return "scheduled"
    return "accepted" if "MessagingServiceSid" in params else "queued"


def _first(params: Params, name: str) -> str:
    return (params.get(name) or [""])[0]


def _json(payload: dict[str, Any], status: int) -> web.Response:
    return web.Response(
        body=json.dumps(payload).encode(), status=status, content_type="application/json"
    )

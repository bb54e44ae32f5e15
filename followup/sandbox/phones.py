"""The page on which a person plays the patients: phones, mailboxes, failures and the clock."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from followup.lib import clock
from followup.sandbox import pages, people
from followup.sandbox.handsets import Handsets
from followup.sandbox.mailboxes import Mailboxes
from followup.sandbox.next_due import next_due
from followup.sandbox.pages import Pages
from followup.sandbox.people import Person
from followup.sandbox.world import World

_STATIC = Path(__file__).parent / "static"
_ON_ONE_PAGE = 60
# The parts of the page that are shown anew: while nothing happens, without and with an open phone.
_ALWAYS: tuple[str, ...] = ("clock",)
_OF_ALL = (*_ALWAYS, "wall")
_OF_ONE = (*_ALWAYS, "people", "phone", "modes", "letters")
_SLOW = 30.0  # seconds that a slow phone keeps its receipts back
_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail brings its own styles and may bring anything: no scripts, nothing fetched, no origin.
_FOREIGN = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class Phones:
    """The page's routes; what they do, they do as the control interface does it."""

    def __init__(self, *, world: World, handsets: Handsets, mailboxes: Mailboxes) -> None:
        self._world = world
        self._handsets = handsets
        self._mailboxes = mailboxes
        self._pages = Pages(time_zone=world.config.time_zone)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Every address of the page."""
        return [
            web.get("/", self._page),
            web.get("/changes", self._changes),
            web.get("/mails/{id}/html", self._mail_html),
            web.post("/phones/{number}/send", self._send),
            web.post("/phones/{number}/mode", self._set_mode),
            web.post("/mailboxes/{address}/reply", self._reply),
            web.post("/mails/{id}/unsubscribe", self._unsubscribe),
            web.post("/mails/{id}/bounce", self._bounce),
            web.post("/clock", self._move_clock),
            web.static("/static", _STATIC),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        parts = await self._parts(request)
        page = self._pages.show("page", **parts)
        headers = {"Content-Security-Policy": _OWN, "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _changes(self, request: web.Request) -> web.Response:
        """The regions of the page anew, when anything changed since the reader's cursor."""
        if request.query.get("since") == self._cursor():
            parts, regions = await self._time_parts(request), _ALWAYS
        else:
            parts = await self._parts(request)
            regions = _OF_ONE if parts["person"] else _OF_ALL
        html = {name: self._pages.show(f"_{name}", **parts) for name in regions}
        return web.json_response({"cursor": parts["cursor"], "regions": html})

    async def _parts(self, request: web.Request) -> dict[str, Any]:
        who, find = request.query.get("who", ""), request.query.get("find", "")
        book = people.read_phonebook(path=self._world.config.phonebook)
        everybody = people.people(state=self._world.state, phonebook=book)
        found = [person for person in everybody if person.matches(find=find)]
        return await self._time_parts(request) | {
            "find": find,
            "people": found[:_ON_ONE_PAGE],
            "hidden": max(0, len(found) - _ON_ONE_PAGE),
            "person": _chosen(everybody, who),
            "is_on": pages.is_on,
        }

    async def _time_parts(self, request: web.Request) -> dict[str, Any]:
        return {
            "cursor": self._cursor(),
            "who": request.query.get("who", ""),
            "now": self._pages.now(),
            "next_due": await next_due(url=self._world.config.next_due_url),
        }

    def _cursor(self) -> str:
        return f"{self._world.state.epoch}.{self._world.state.seq}"

    async def _mail_html(self, request: web.Request) -> web.Response:
        mail = self._world.state.mails.get(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": _FOREIGN, "X-Content-Type-Options": "nosniff"}
        return web.Response(text=mail.html, content_type="text/html", headers=headers)

    async def _send(self, request: web.Request) -> web.Response:
        form, number = await request.post(), request.match_info["number"]
        body, photo = str(form.get("body", "")), _photo(form.get("photo"))
        if body.strip() or photo:
            self._handsets.send(number=number, to=None, body=body, media=photo)
        return _back(number)

    async def _set_mode(self, request: web.Request) -> web.Response:
        form, number = await request.post(), request.match_info["number"]
        mode, _, wanted = str(form.get("mode", "")).partition(":")
        if mode not in dict(pages.MODES):
            raise web.HTTPBadRequest(text=f"a mode is one of {[name for name, _ in pages.MODES]}")
        on = wanted == "on"
        value: bool | float = (_SLOW if on else 0.0) if mode == "slow" else on
        self._handsets.set_mode(number=number, mode={mode: value})
        return _back(number)

    async def _reply(self, request: web.Request) -> web.Response:
        form, address = await request.post(), request.match_info["address"]
        mail = str(form.get("mail", "")) or self._latest_to(address)
        wish = {"mail": mail, "text": str(form.get("text", ""))}
        if mail and wish["text"].strip():
            self._mailboxes.reply(address=address, wish=wish)
        return _back(str(form.get("who", address)))

    def _latest_to(self, address: str) -> str:
        mails = reversed(self._world.state.mails.values())
        return next((mail.id for mail in mails if address in _lowered(mail.envelope_to)), "")

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        form = await request.post()
        await self._mailboxes.unsubscribe(mail_id=request.match_info["id"])
        return _back(str(form.get("who", "")))

    async def _bounce(self, request: web.Request) -> web.Response:
        form = await request.post()
        kind = str(form.get("kind", "HardBounce"))
        record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
        self._mailboxes.report(mail_id=request.match_info["id"], record=record, kind=kind)
        return _back(str(form.get("who", "")))

    async def _move_clock(self, request: web.Request) -> web.Response:
        form = await request.post()
        by = str(form.get("by", ""))
        if by == "next":
            due = await next_due(url=self._world.config.next_due_url)
            seconds = (due - clock.now()).total_seconds() + 1 if due else 0.0
        else:
            seconds = timedelta(hours=int(by)).total_seconds()
        if seconds > 0:
            _move(seconds)
        return _back(str(form.get("who", "")))


def _chosen(everybody: list[Person], who: str) -> Person | None:
    for person in everybody:
        if who and who in (person.number, person.address):
            return person
    if not who:
        return None
    return Person(number="" if "@" in who else who, address=who if "@" in who else "")


def _lowered(addresses: list[str]) -> list[str]:
    return [address.lower() for address in addresses]


def _move(seconds: float) -> None:
    try:
        clock.move(seconds)
    except KeyError:
        words = "Start the sandbox and the product with FOLLOWUP_CLOCK_FILE set to one same file."
        raise web.HTTPBadRequest(text=words) from None


def _back(who: str) -> web.Response:
    address = f"/?{urlencode({'who': who})}" if who else "/"
    return web.Response(status=303, headers={"Location": address})


def _photo(field: Any) -> list[dict[str, str]]:
    if not isinstance(field, web.FileField):
        return []
    content = field.file.read()
    if not content:
        return []
    kind = field.content_type or "application/octet-stream"
    return [{"content_type": kind, "content": base64.b64encode(content).decode()}]

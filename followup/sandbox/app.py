"""The parts of one sandbox, put together and run in one event loop."""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from followup.sandbox.config import Config
from followup.sandbox.control import Control
from followup.sandbox.handsets import Handsets
from followup.sandbox.lifecycle import Lifecycle
from followup.sandbox.mail_sink import MailSink
from followup.sandbox.mailboxes import Mailboxes
from followup.sandbox.phones import Phones
from followup.sandbox.twilio_api import TwilioApi
from followup.sandbox.webhooks import Webhooks
from followup.sandbox.world import World

_LARGEST = 25 * 1024 * 1024  # photos come in as base64


def build(*, config: Config) -> web.Application:
    """The web application; the mail sink and the webhooks start and end with it."""
    world = World(config=config)
    webhooks = Webhooks(world=world)
    life = Lifecycle(world=world, webhooks=webhooks)
    handsets = Handsets(world=world, webhooks=webhooks, life=life)
    mailboxes = Mailboxes(world=world, webhooks=webhooks)
    sink = MailSink(world=world)
    app = web.Application(client_max_size=_LARGEST, middlewares=[_same_site_only])
    app.add_routes(TwilioApi(world=world, life=life).routes())
    control = Control(
        world=world, webhooks=webhooks, life=life, handsets=handsets, mailboxes=mailboxes
    )
    app.add_routes(control.routes())
    app.add_routes(Phones(world=world, handsets=handsets, mailboxes=mailboxes).routes())

    async def running(_app: web.Application) -> AsyncIterator[None]:
        await webhooks.start()
        life.start()
        await sink.start()
        yield
        await sink.close()
        await life.close()
        await webhooks.close()
        world.journal.close()

    app.cleanup_ctx.append(running)
    return app


@web.middleware
async def _same_site_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    # A page elsewhere on the web must not press the buttons of a sandbox on this machine.
    elsewhere = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if elsewhere and (request.method, request.headers.get("Sec-Fetch-Mode")) != ("GET", "navigate"):
        raise web.HTTPForbidden(text="only from the sandbox's own pages")
    return await handler(request)

"""A provider that takes every text at once and keeps nothing; `python -m ...stub PORT`."""

import sys
from email.utils import formatdate
from itertools import count

from aiohttp import web

_numbers = count(1)


async def create(request: web.Request) -> web.Response:
    """What Twilio says to a text that it queues."""
    form = await request.post()
    now, sid = formatdate(), f"SM{next(_numbers):032x}"
    account = request.match_info["account"]
    return web.json_response(
        {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": form.get("Body"),
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form.get("From"),
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": sid,
            "status": "queued",
            "subresource_uris": {},
            "to": form.get("To"),
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
        },
        status=201,
    )


def main(port: int) -> None:
    """Serve until told to stop."""
    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", create)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))

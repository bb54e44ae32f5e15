"""Asks the product when its next message is due, so that the clock can be moved to it."""

from datetime import datetime

import aiohttp

_PATIENCE = aiohttp.ClientTimeout(total=2)


async def next_due(*, url: str) -> datetime | None:
    """The instant, or None: nothing is planned, nobody was asked, or nobody answered."""
    if not url:
        return None
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(url) as answer,
        ):
            text = (await answer.json(content_type=None)).get("next_due_at")
            return datetime.fromisoformat(text) if text else None
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        return None

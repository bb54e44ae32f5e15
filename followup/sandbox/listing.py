"""The Messages list: filters, newest first, page by page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, islice
from typing import Any
from urllib.parse import urlencode

from followup.sandbox.catalog import Refused
from followup.sandbox.messages import Message
from followup.sandbox.state import State

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")


def page(
    *, state: State, query: Mapping[str, str], path: str, show: Callable[[Message], dict[str, Any]]
) -> dict[str, Any]:
    """One page of the list with the addresses of the pages around it."""
    size = max(1, min(1000, _number(query, "PageSize", 50)))
    number = max(0, _number(query, "Page", 0))
    found = _after_token(_filtered(state, query), query.get("PageToken"))
    start = 0 if query.get("PageToken") else number * size
    rows = list(islice(found, start, start + size + 1))
    shown = rows[:size]
    more = f"PA{shown[-1].sid}" if len(rows) > size else None
    return {
        "first_page_uri": _address(path, query, size, 0, None),
        "end": number * size + max(len(shown) - 1, 0),
        "previous_page_uri": _address(path, query, size, number - 1, None) if number else None,
        "messages": [show(message) for message in shown],
        "uri": _address(path, query, size, number, query.get("PageToken")),
        "page_size": size,
        "start": number * size,
        "next_page_uri": _address(path, query, size, number + 1, more) if more else None,
        "page": number,
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name) or default)
    except ValueError:
        raise Refused(20001) from None


def _filtered(state: State, query: Mapping[str, str]) -> Iterator[Message]:
    sender, since = query.get("From"), _bounds(query)
    for message in _newest_first(state, query.get("To"), sender):
        if message.deleted or message.provider_reply or (sender and message.sender != sender):
            continue
        if since(message):
            yield message


def _newest_first(state: State, to: str | None, sender: str | None) -> Iterable[Message]:
    if to:
        return (state.messages[sid] for sid in reversed(state.sids_to[to]))
    if sender:
        return (state.messages[sid] for sid in reversed(state.sids_from[sender]))
    return reversed(state.messages.values())


def _bounds(query: Mapping[str, str]) -> Callable[[Message], bool]:
    # A queued message has no DateSent yet, so any date filter leaves it out, as at Twilio.
    first, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    if not any(query.get(name) for name in _FILTERS[2:]):
        return lambda _message: True
    if text := query.get("DateSent>"):
        first = _instant(text)
    if text := query.get("DateSent<"):
        end = _instant(text)
    if text := query.get("DateSent"):
        first = _instant(text)
        end = first + (timedelta(days=1) if len(text) == len("2026-01-01") else timedelta())
    return lambda message: (
        message.sent_at is not None and (first <= message.sent_at.replace(microsecond=0) <= end)
    )


def _instant(text: str) -> datetime:
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(20001) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _after_token(messages: Iterator[Message], token: str | None) -> Iterator[Message]:
    if not token:
        return messages
    sid = token.removeprefix("PA")
    return islice(dropwhile(lambda message: message.sid != sid, messages), 1, None)


def _address(path: str, query: Mapping[str, str], size: int, number: int, token: str | None) -> str:
    kept = {name: query[name] for name in _FILTERS if query.get(name)}
    kept |= {"PageSize": str(size), "Page": str(number)} | ({"PageToken": token} if token else {})
    return f"{path}?{urlencode(kept)}"

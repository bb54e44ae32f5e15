"""A create request read and judged as Twilio judges it, before anything exists."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from followup.sandbox.catalog import Refused

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{5,6}")  # a number or a short code
_LONGEST = 1600

# Twilio's own numbers for tests (https://www.twilio.com/docs/iam/test-credentials).
_MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
_MAGIC_FROM = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550000": 21606,
    "+15005550008": 21611,
}

Params = dict[str, list[str]]


def check(
    *, params: Params, owned: tuple[str, ...], is_opted_out: Callable[[str, str], bool]
) -> str:
    """The number that the message goes out from, or Refused with Twilio's code."""
    to, sender = _one(params, "To"), _one(params, "From")
    service = _one(params, "MessagingServiceSid")
    _check_presence(params, to, sender or service)
    if to in _MAGIC_TO:
        raise Refused(_MAGIC_TO[to], to=to)
    if not _E164.fullmatch(to):
        raise Refused(21211, to=to)
    chosen = sender or (owned[0] if owned else service)
    _check_sender(chosen, to, owned, bool(service and not sender))
    _check_rest(params)
    if is_opted_out(chosen, to):
        raise Refused(21610, to=to)
    return chosen


def _check_presence(params: Params, to: str, sender: str) -> None:
    if not to:
        raise Refused(21604)
    if not sender:
        raise Refused(21603)
    if not any(_one(params, name) for name in ("Body", "MediaUrl", "ContentSid")):
        raise Refused(21602)


def _check_sender(sender: str, to: str, owned: tuple[str, ...], is_service: bool) -> None:
    if sender in _MAGIC_FROM:
        raise Refused(_MAGIC_FROM[sender], sender=sender)
    if is_service:
        return
    if not _SENDER.fullmatch(sender):
        raise Refused(21212, sender=sender)
    if owned and sender not in owned:
        raise Refused(21606, sender=sender)
    if sender == to:
        raise Refused(21266, to=to)


def _check_rest(params: Params) -> None:
    if len(_one(params, "Body")) > _LONGEST:
        raise Refused(21617)
    callback = _one(params, "StatusCallback")
    if callback and not _is_url(callback):
        raise Refused(21609, callback=callback)
    validity = _one(params, "ValidityPeriod")
    if validity and not (validity.isdigit() and 1 <= int(validity) <= 36_000):
        raise Refused(21624)


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host) and "_" not in host


def _one(params: Params, name: str) -> str:
    return (params.get(name) or [""])[0]

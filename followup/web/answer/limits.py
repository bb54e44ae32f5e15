"""How often the page may be asked for: enough for a person, too little for a guesser."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from followup.lib.crypto import blind_index

_SECONDS = 60
# A token has 128 random bits, so that this only spares the database.
_UNKNOWN_A_MINUTE = 20
_SENT_A_MINUTE = 40


def is_guessing(request: HttpRequest) -> bool:
    """Count a link that leads nowhere; whether there were too many from that address."""
    return _count(request, "answer-unknown") > _UNKNOWN_A_MINUTE


def is_flooding(request: HttpRequest) -> bool:
    """Count what is sent; whether it was too much from that address."""
    return _count(request, "answer-sent") > _SENT_A_MINUTE


def _count(request: HttpRequest, what: str) -> int:
    address = get_adapter().get_client_ip(request) or ""
    key = f"{what}:{blind_index(address, purpose='address')}"
    cache.add(key, 0, _SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        return 1

"""Fetches a picture from Twilio, with the account's credentials and never anybody else's address.

Twilio answers with a redirect to where the file lies; the credentials stay behind.
https://www.twilio.com/docs/messaging/api/media-resource
"""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings

_MOST_REDIRECTS = 3
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _GONE, _SERVER_ERROR, _TOO_MANY = 200, frozenset({404, 410}), 500, 429


class MediaAway(Exception):
    """Not to be had now; try again."""


class MediaRefused(Exception):
    """Never to be had; the text is the reason's code: address, gone, too_large or refused."""


def fetch(*, url: str, most_bytes: int) -> bytes:
    """The file at `url`, which must lie at Twilio; raises MediaAway or MediaRefused."""
    if not _is_twilios(url):
        raise MediaRefused("address")
    with requests.Session() as session:
        try:
            return b"".join(_chunks(session, url, most_bytes))
        except requests.exceptions.InvalidURL as error:
            raise MediaRefused("address") from error
        except requests.RequestException as error:
            raise MediaAway(type(error).__name__) from error


def _chunks(session: requests.Session, url: str, most_bytes: int) -> Iterator[bytes]:
    with closing(_opened(session, url)) as answer:
        left = most_bytes
        for chunk in answer.iter_content(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise MediaRefused("too_large")
            yield chunk


def _opened(session: requests.Session, url: str) -> requests.Response:
    for _ in range(_MOST_REDIRECTS + 1):
        answer = session.get(
            url,
            auth=_credentials() if _is_twilios(url) else None,
            allow_redirects=False,
            stream=True,
            timeout=(settings.TWILIO_CONNECT_SECONDS, settings.TWILIO_TOTAL_SECONDS),
        )
        if answer.status_code not in _REDIRECTS:
            return _checked(answer)
        answer.close()
        url = _next(url, answer.headers.get("Location", ""))
    raise MediaRefused("refused")


def _checked(answer: requests.Response) -> requests.Response:
    status = answer.status_code
    if status == _OK:
        return answer
    answer.close()
    if status in _GONE:
        # A picture can be listed a moment before it can be fetched, so this too is tried again.
        raise MediaAway("gone")
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        raise MediaAway(f"status {status}")
    raise MediaRefused("refused")


def _next(url: str, location: str) -> str:
    target = urljoin(url, location)
    if not location or not (target.startswith("https://") or _is_twilios(target)):
        raise MediaRefused("address")
    return target


def _is_twilios(url: str) -> bool:
    """The host that the API is at, or any of Twilio's over TLS."""
    try:
        there, api = urlsplit(url), urlsplit(settings.TWILIO_API_URL)
    except ValueError:
        return False
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and (host == "twilio.com" or host.endswith(".twilio.com"))


def _credentials() -> tuple[str, str]:
    if settings.TWILIO_API_KEY:
        return settings.TWILIO_API_KEY, settings.TWILIO_API_SECRET
    return settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN

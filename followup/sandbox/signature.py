"""X-Twilio-Signature, computed as Twilio's security page says and not by Twilio's own library.

The URL as called (without its fragment), then each form parameter's name and value in the order
of the names, HMAC-SHA1 with the account's auth token, base64. A name that comes several times
counts each of its different values, sorted (as twilio.request_validator checks it).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urldefrag


def sign(*, token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """The header's value for a POST of `form` to `url`."""
    text = urldefrag(url).url + "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()

"""Whether a webhook comes from Twilio: its signature over the address that Twilio was told.

Checked against PUBLIC_BASE_URL and never against the Host that a client names. Only an auth token
signs, an API key does not: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import hmac
from collections.abc import Sequence

from django.http import QueryDict
from twilio.request_validator import RequestValidator

from followup.messaging.providers.refusal import Refused

HEADER = "X-Twilio-Signature"
_FORBIDDEN = 403


def check(*, url: str, form: QueryDict, signature: str, tokens: Sequence[str]) -> None:
    """Return when one of `tokens` signed `form` for `url`; raises Refused."""
    known = [token for token in tokens if token]
    if not known:
        raise Refused(_FORBIDDEN, "No signature can be checked: TWILIO_AUTH_TOKEN is not set.")
    if not signature:
        raise Refused(
            _FORBIDDEN,
            f"The header {HEADER} is missing. Only Twilio may call this address; "
            "if Twilio did, a proxy in front of us drops the header.",
        )
    if not any(_signed(url, form, signature, RequestValidator(token)) for token in known):
        raise Refused(
            _FORBIDDEN,
            f"The header {HEADER} does not fit. Check that TWILIO_AUTH_TOKEN is the token of this "
            "account, and that PUBLIC_BASE_URL is what the webhook's address begins with.",
        )


def _signed(url: str, form: QueryDict, signature: str, validator: RequestValidator) -> bool:
    """As the SDK judges it; but the address as it stands is tried first, and mostly it is that."""
    computed = validator.compute_signature(url, form)
    if hmac.compare_digest(computed.encode(), signature.encode()):
        return True
    return bool(validator.validate(url, form, signature))

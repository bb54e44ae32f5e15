"""The mail providers' words (django-anymail's vocabulary) in ours."""

from followup.messaging.delivery import Fault, Said, Word

_WORDS: dict[str, Word] = {
    "queued": "accepted",
    "sent": "accepted",
    "deferred": "accepted",
    "delivered": "delivered",
    "bounced": "failed",
    "rejected": "failed",
    "failed": "failed",
}
_NO_ADDRESS = Fault("bounced", "The address does not take mail. Ask the patient.", unreachable=True)
_SPAM = Fault("rejected", "Refused as unwanted. Look at the mail provider's log.")


def said(event_type: str, reject_reason: str = "") -> Said:
    """What a tracking event says of a message; opened, clicked and the like move nothing."""
    word = _WORDS.get(event_type)
    if word != "failed":
        return Said(word)
    return Said(word, _NO_ADDRESS if reject_reason in {"", "invalid", "bounced"} else _SPAM)

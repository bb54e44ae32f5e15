"""Which provider carries which channel, as the settings say; one of each for the process."""

from functools import lru_cache

from django.conf import settings

from followup.clinic.models import Channel
from followup.messaging.providers.base import Provider
from followup.messaging.providers.email import Email
from followup.messaging.providers.twilio_sms import TwilioSms


def provider_of(channel: str) -> Provider:
    """The carrier of `channel`."""
    return sms() if channel == Channel.SMS else email()


@lru_cache(maxsize=1)
def sms() -> Provider:
    """Twilio; an API key sends where there is one, the auth token where not."""
    with_key = bool(settings.TWILIO_API_KEY)
    return TwilioSms(
        account_sid=settings.TWILIO_ACCOUNT_SID,
        username=settings.TWILIO_API_KEY if with_key else settings.TWILIO_ACCOUNT_SID,
        password=settings.TWILIO_API_SECRET if with_key else settings.TWILIO_AUTH_TOKEN,
        base_url=settings.TWILIO_API_URL,
        connect_seconds=settings.TWILIO_CONNECT_SECONDS,
        total_seconds=settings.TWILIO_TOTAL_SECONDS,
    )


@lru_cache(maxsize=1)
def email() -> Provider:
    """Django's mail backend."""
    return Email(backend=settings.EMAIL_BACKEND)

"""Whether Twilio knows the account of the settings; for those who look, not for those who send."""

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from followup.messaging.providers.base import ProviderAwayError

_UNAUTHORIZED = 401


def trouble() -> str:
    """What is wrong with the credentials, and what to do; empty when Twilio takes them.

    Raises ProviderAwayError. Asks for one message, which every account may list.
    """
    with_key = bool(settings.TWILIO_API_KEY)
    client = Client(
        settings.TWILIO_API_KEY if with_key else settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_API_SECRET if with_key else settings.TWILIO_AUTH_TOKEN,
        settings.TWILIO_ACCOUNT_SID,
        http_client=TwilioHttpClient(timeout=settings.TWILIO_TOTAL_SECONDS),
    )
    client.api.base_url = settings.TWILIO_API_URL
    try:
        client.messages.list(limit=1)
    except TwilioRestException as error:
        if error.status == _UNAUTHORIZED:
            return "Twilio refuses the credentials. Copy them again from its console."
        return f"Twilio answers with error {error.code}. Look it up in its error dictionary."
    except (TwilioException, requests.RequestException, OSError) as error:
        raise ProviderAwayError(type(error).__name__) from error
    return ""

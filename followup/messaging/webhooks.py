"""The doors for machines: Twilio's webhooks and the mail providers'; each is signed or refused.

What cannot be taken is answered with plain words for whoever set the webhook up; a fault of ours
is answered 5xx, so that the provider tries again.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from followup.lib import clock
from followup.messaging import inbound_email, receive
from followup.messaging.inbound_email import Letter, MailReport
from followup.messaging.providers import anymail_events, twilio_webhooks
from followup.messaging.providers.refusal import Refused

log = structlog.get_logger(__name__)

_NOT_FOUND = 404
_TEXT = "text/plain; charset=utf-8"
_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

View = Callable[..., HttpResponse]


def _for_machines(view: View) -> View:
    """POST only, without a CSRF token, and with every refusal put in words."""

    @wraps(view)
    def answering(request: HttpRequest, **named: object) -> HttpResponse:
        try:
            return view(request, **named)
        except Refused as refusal:
            return _refusal(view, refusal.status, refusal)
        except (receive.UnknownMessage, receive.UnknownClinic) as unknown:
            return _refusal(view, _NOT_FOUND, unknown)
        except (OperationalError, InterfaceError) as away:
            log.warning("webhook_put_off", door=view.__name__, error=type(away).__name__)
            return HttpResponse("Try again in a moment.\n", status=503, content_type=_TEXT)

    return csrf_exempt(require_POST(answering))


@_for_machines
def twilio_status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of a text."""
    report = twilio_webhooks.report_in(twilio_webhooks.signed_form(request))
    receive.receipt(public_id=public_id, report=report, at=clock.now())
    return HttpResponse(status=204)


@_for_machines
def twilio_inbound(request: HttpRequest) -> HttpResponse:
    """A text that came in; the answer, if any, is a message of its own."""
    form = twilio_webhooks.signed_form(request)
    receive.text(
        received=twilio_webhooks.text_in(form),
        provider=twilio_webhooks.NAME,
        keyword=twilio_webhooks.keyword_in(form),
        messaging_service=form.get("MessagingServiceSid", ""),
        at=clock.now(),
    )
    return HttpResponse(_NO_ANSWER, content_type="text/xml")


@_for_machines
def email_events(request: HttpRequest, provider: str, door: str) -> HttpResponse:
    """Emails that came in, or what became of those that went out, as a mail provider tells it."""
    for event in anymail_events.read(request, provider=provider, door=door):
        _take(event)
    return HttpResponse()


def _take(event: Letter | MailReport) -> None:
    if isinstance(event, Letter):
        inbound_email.received(letter=event, at=clock.now())
        return
    try:
        inbound_email.reported(mail=event, at=clock.now())
    except receive.UnknownMessage:
        # Other programs may send through the same account; asking again would change nothing.
        log.warning("report_on_no_email_of_ours", provider=event.report.provider)


def _refusal(view: View, status: int, why: Exception) -> HttpResponse:
    log.warning("webhook_refused", door=view.__name__, status=status, why=str(why))
    return HttpResponse(f"{why}\n", status=status, content_type=_TEXT)

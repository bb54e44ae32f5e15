"""The doors for machines, straight from the server to the view.

What the middleware does - sessions, sign-in, languages, headers for browsers - is for people, and
would take longer than storing what came. A machine proves itself by its signature alone.
"""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, path, resolve

from followup.messaging import webhooks

urlpatterns = [
    path("twilio/status/<uuid:public_id>", webhooks.twilio_status, name="twilio_status"),
    path("twilio/inbound", webhooks.twilio_inbound, name="twilio_inbound"),
    path("anymail/<slug:provider>/<slug:door>/", webhooks.email_events, name="email_events"),
]
_BEGINNINGS = ("/twilio/", "/anymail/")


class Doors:
    """Stands before all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._others = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_BEGINNINGS):
            return self._others(request)
        try:
            view, given, named = resolve(request.path_info, urlconf=__name__)
        except Resolver404:
            return self._others(request)
        # The thread may have served a person before, whom these lines of the log do not concern.
        structlog.contextvars.clear_contextvars()
        answer: HttpResponseBase = view(request, *given, **named)
        return answer

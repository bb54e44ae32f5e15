"""The page behind an email's unsubscribe link: looking at it changes nothing, its button does.

A mail program presses the button by itself (RFC 8058), without cookies; link scanners only look.
https://datatracker.ietf.org/doc/html/rfc8058
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from followup.lib import clock
from followup.messaging import links, optout


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends the clinic's emails to one patient at once."""
    found = links.unsubscriber(token)
    if found is None:
        raise Http404("This is no unsubscribe link of ours.")
    patient, channel = found
    is_done = request.method == "POST"
    if is_done:
        optout.opt_out_patient(patient=patient, channel=channel, at=clock.now(), how="unsubscribe")
    page = {"clinic": patient.clinic, "is_done": is_done, "language": patient.language}
    return render(request, "messaging/unsubscribe.html", page)

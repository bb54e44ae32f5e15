"""For machines that watch: is the process there, and does the engine run? And: no robots."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.reports import health


@require_safe
def show(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 while all is well, else 503 with what to do; times and counts only."""
    found = health.look(at=clock.now())
    return JsonResponse(asdict(found), status=200 if found.is_well else 503)


@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers; what it needs is told by `show`."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")

"""The metrics page: for whoever knows the token, or reads it on this very machine."""

import ipaddress
from hmac import compare_digest

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.reports import metrics


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Counts and ages only; no label names a clinic or a person."""
    if not _may_read(request):
        raise PermissionDenied
    gathered = metrics.gather(at=clock.now())
    return HttpResponse(metrics.text(gathered), content_type=metrics.CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "")
        return compare_digest(said.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    # A proxy on this machine is on the loopback too, and speaks for the whole world.
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

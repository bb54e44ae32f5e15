"""Every request passes here: who may enter, in whose time and words, and that nothing is kept."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from followup.clinic.models import Staff
from followup.web.access import ACCESS, NOBODY, PUBLIC, may_enter


class Gate:
    """Refuses by default: a route that access.py does not name is closed to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        staff = request.user
        if not isinstance(staff, Staff):
            return self.get_response(request)
        zone = zoneinfo.ZoneInfo(staff.clinic.time_zone)
        with timezone.override(zone), translation.override(staff.language):
            response = self.get_response(request)
        response["Content-Language"] = staff.language
        # A shared computer at the front desk: neither its cache nor its back button keeps a page.
        response["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        route = match.view_name if match else ""
        if ACCESS.get(route, NOBODY) == PUBLIC:
            return None
        if not isinstance(request.user, Staff):
            return _to_sign_in(request)
        if not may_enter(request.user, route):
            raise PermissionDenied
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    answer = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if request.headers.get("HX-Request") != "true":
        return answer
    # A fragment cannot show the sign-in page; the whole window has to go there.
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login("/").url})

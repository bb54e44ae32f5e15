"""Every request passes here: who may enter, in whose time and words, and that nothing is kept."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from followup.clinic.models import Staff
from followup.web.access import ACCESS, NOBODY, PUBLIC, may_enter

# What somebody without a second factor may use while they set it up.
_ON_THE_WAY = ("mfa_", "account_", "language")


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
        if _lacks_second_factor(request.user, route):
            return _to(request, reverse("mfa_activate_totp"))
        return None


def _lacks_second_factor(staff: Staff, route: str) -> bool:
    """Whether the clinic wants one that they have not set up; the way there stays open."""
    if not staff.clinic.second_factor_required or route.startswith(_ON_THE_WAY):
        return False
    return not is_mfa_enabled(staff)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method == "GET" and not _is_part(request) else "/"
    return _to(request, redirect_to_login(back).url)


def _to(request: HttpRequest, address: str) -> HttpResponseBase:
    if not _is_part(request):
        return redirect(address)
    # A fragment cannot show another page; the whole window has to go there.
    return HttpResponse(status=401, headers={"HX-Redirect": address})


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

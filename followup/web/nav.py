"""The links on top of each page: only what exists, and only what their role may enter."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from followup.clinic.models import Staff
from followup.web.access import may_enter

_LINKS = (
    ("review", "Review", ("review", "item")),
    ("treatment_new", "Log a treatment", ("treatment",)),
    ("patients", "Patients", ("patients", "patient")),
)


def links(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; none for people who are signed out."""
    if not isinstance(getattr(request, "user", None), Staff):
        return {"nav": []}
    staff, here = request.user, _route(request)
    shown = [
        {"href": reverse(route), "words": words, "here": here.startswith(starts)}
        for route, words, starts in _LINKS
        if isinstance(staff, Staff) and may_enter(staff, route)
    ]
    return {"nav": shown}


def _route(request: HttpRequest) -> str:
    return (request.resolver_match.view_name or "") if request.resolver_match else ""

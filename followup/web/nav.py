"""The links on top of each page: only what exists, and only what their role may enter."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Staff
from followup.web.access import may_enter

# The route, its words, and how the names of the routes begin under which it is marked.
Link = tuple[str, str | Promise, tuple[str, ...]]

_WORK: tuple[Link, ...] = (
    ("review", _("Review"), ("review", "item")),
    ("treatment_new", _("Log a treatment"), ("treatment", "import")),
    ("patients", _("Patients"), ("patient",)),
    ("overview", _("Overview"), ("overview",)),
    ("reports", _("Reports"), ("report",)),
)
# Behind one more click: what an admin sets up once and then seldom touches.
_SETUP: tuple[Link, ...] = (
    ("templates", _("Templates"), ("template",)),
    ("protocols", _("Protocols"), ("protocol", "dry_run")),
    ("settings", _("Settings"), ("settings", "staff_")),
)


def links(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; none for people who are signed out."""
    staff = getattr(request, "user", None)
    if not isinstance(staff, Staff):
        return {"nav": [], "nav_setup": []}
    here = _route(request)
    work, setup = _open_to(staff, _WORK, here), _open_to(staff, _SETUP, here)
    # A menu of one link is only one more click.
    if len(setup) == 1:
        work, setup = work + setup, []
    return {"nav": work, "nav_setup": setup}


def _open_to(staff: Staff, there: Iterable[Link], here: str) -> list[dict[str, Any]]:
    return [
        {"href": reverse(route), "words": words, "here": here.startswith(starts)}
        for route, words, starts in there
        if may_enter(staff, route)
    ]


def _route(request: HttpRequest) -> str:
    return (request.resolver_match.view_name or "") if request.resolver_match else ""

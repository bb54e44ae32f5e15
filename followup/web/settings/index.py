"""The first page of the settings: every section, and what needs a look."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.web.requests import StaffRequest
from followup.web.settings import menu


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """All sections with one line each."""
    return render(request, "web/settings/index.html", {"sections": menu.sections_of(request.user)})

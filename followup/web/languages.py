"""In which language a member of staff reads the pages: chosen once, kept with their account."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from followup.clinic import staffing
from followup.clinic.models import Language
from followup.lib import clock
from followup.web.requests import StaffRequest


@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """From now on in this language, on the page where they were."""
    language = request.POST.get("language", "")
    if language in Language.values:
        staffing.read_in(staff=request.user, language=language, at=clock.now())
    return redirect(_back(request))


def of_pages(_request: Any) -> dict[str, Any]:
    """Context for base.html: what there is to choose from."""
    return {"languages": Language.choices}


def _back(request: StaffRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return "/"

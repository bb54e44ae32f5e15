"""The patients of a clinic: find one, who was just in, and all of them page by page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from followup.lib import clock
from followup.web.patients import browsing
from followup.web.patients.finding import found, recent
from followup.web.requests import StaffRequest, is_fragment, note_view


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Who was treated last; or a search, by POST, since a name has no place in an address."""
    text = request.POST.get("text", "").strip()
    staff = request.user
    patients = found(staff=staff, text=text) if text else recent(staff=staff)
    if request.method != "POST":
        note_view(request, subject="patients", subject_id=None, at=clock.now())
    context = {"text": text, "patients": patients, "route": "patient", "recent": not text}
    part = "web/parts/found.html" if is_fragment(request) else "web/patients/index.html"
    return render(request, part, context)


@require_safe
def browse(request: StaffRequest) -> HttpResponse:
    """All of them, the newest record first, or those of one kind."""
    note_view(request, subject="patients", subject_id=None, at=clock.now())
    before = request.GET.get("before", "")
    chosen = browsing.Those(request.GET.get("show", "")) if _is_kind(request) else browsing.ALL
    listed = browsing.page_of(
        staff=request.user, those=chosen, before=int(before) if before.isdecimal() else None
    )
    context = {"listed": listed, "kinds": browsing.Those, "chosen": chosen, "before": before}
    return render(request, "web/patients/browse.html", context)


def _is_kind(request: StaffRequest) -> bool:
    return request.GET.get("show", "") in browsing.Those.values

"""The overview of one clinic's day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.reports import health, today
from followup.reports.table import share
from followup.web.requests import StaffRequest, note_view
from followup.web.review.lines import lines

_CALLS_SHOWN = 10


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Today's numbers, whom to call, and whether the engine runs."""
    at, staff = clock.now(), request.user
    note_view(request, subject="overview", subject_id=None, at=at)
    seen = today.look(staff, at=at)
    context = {
        "today": seen,
        "at": at,
        "rate": share(seen.answered, seen.asked),
        "waits": at - seen.waiting_since if seen.waiting_since else None,
        "calls": lines(today.to_call(staff)[:_CALLS_SHOWN], at=at),
        "health": health.look(at=at),
    }
    return render(request, "web/overview/show.html", context)

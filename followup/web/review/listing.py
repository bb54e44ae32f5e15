"""Review: the list of what waits, drawn again by itself where it has changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.web.requests import StaffRequest, note_view
from followup.web.review.board import board, cursor, news
from followup.web.review.items import just_closed


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The list alone; the place beside it says what to do next."""
    at = clock.now()
    note_view(request, subject="review", subject_id=None, at=at)
    context = board(request.user, at=at) | just_closed(request)
    return render(request, "web/review/page.html", context)


@require_safe
def newer(request: StaffRequest) -> HttpResponse:
    """The list again where it has changed since `seen`, else 204: asked every few seconds."""
    at, seen = clock.now(), request.GET.get("seen", "")
    if seen == cursor(request.user, at=at):
        return HttpResponse(status=204)
    told = news(request.user, seen=seen)
    if told:
        note_view(request, subject="review", subject_id=None, at=at)
    context = board(request.user, at=at) | {"news": told, "poll": True}
    return render(request, "web/review/lines.html", context)

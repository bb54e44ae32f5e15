"""Review: the list of what waits, drawn again by itself where it has changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.review.board import board, cursor, news
from followup.web.review.done import just_done
from followup.web.review.part import Part


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The list alone, or further lines of it; the place beside it says what to do next."""
    at, part = clock.now(), Part.asked(request.GET)
    note_view(request, subject="review", subject_id=None, at=at)
    context = board(request.user, part, at=at) | just_done(request)
    further = is_fragment(request) and part.start is not None
    return render(request, "web/review/more.html" if further else "web/review/page.html", context)


@require_safe
def newer(request: StaffRequest) -> HttpResponse:
    """The list again where it has changed since `seen`, else 204: asked every few seconds."""
    at, part = clock.now(), Part.asked(request.GET)
    seen = request.GET.get("seen", "")
    if seen == cursor(request.user, part, at=at):
        return HttpResponse(status=204)
    told = news(request.user, seen=seen)
    if told:
        note_view(request, subject="review", subject_id=None, at=at)
    context = board(request.user, part, at=at) | {"news": told, "poll": True}
    return render(request, "web/review/list.html", context)

"""Review: the list of what waits, drawn again by itself where it has changed."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from followup.clinic.models import Patient, Staff
from followup.lib import clock
from followup.replies.models import ReviewItem
from followup.web.patients.finding import found
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.review.board import board, cursor, news
from followup.web.review.done import just_done
from followup.web.review.lines import lines
from followup.web.review.part import Part

# Of somebody whose name was typed: what is open, then what was done last.
_FOUND = 40


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


@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """The lines of whoever is found; by POST, since a name has no place in an address."""
    at, text = clock.now(), request.POST.get("text", "").strip()
    context = board(request.user, Part.asked(request.POST), at=at)
    if text:
        note_view(request, subject="review", subject_id=None, at=at)
        shown = lines(_items_of(found(staff=request.user, text=text), request.user), at=at)
        context |= {"lines": shown, "searched": text, "more": None, "through": None}
    template = "web/review/list.html" if is_fragment(request) else "web/review/page.html"
    return render(request, template, context)


def _items_of(people: Iterable[Patient], staff: Staff) -> QuerySet[ReviewItem]:
    own = ReviewItem.objects.visible_to(staff).filter(patient__in=people)
    order = (F("closed_at").desc(nulls_first=True), "rank", "-pk")
    ids = list(own.order_by(*order).values_list("pk", flat=True)[:_FOUND])
    return own.filter(pk__in=ids).order_by(*order)

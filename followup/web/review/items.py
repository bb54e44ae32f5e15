"""One item of the review list: read it, take it, and hear of what came since it was read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followup.lib import clock
from followup.replies import review
from followup.replies.models import Resolution, ReviewItem
from followup.web.access import may_act_on
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.review.board import board
from followup.web.review.item_page import newest_words, page_of
from followup.web.review.resolution_form import ResolutionForm


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The item beside the list or alone."""
    return page(request, item_of(request, pk))


@require_safe
def news(request: StaffRequest, pk: int) -> HttpResponse:
    """204 while all that is known of the item is on the page; asked every few seconds."""
    item = item_of(request, pk)
    context = {
        "item": item,
        "resolution": item.resolutions.order_by("-at").first() if item.closed_at else None,
        "more": str(newest_words(item)) != request.GET.get("seen"),
    }
    if not (context["resolution"] or context["more"]):
        return HttpResponse(status=204)
    return render(request, "web/review/news.html", context)


@require_POST
def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has it: the alerts end."""
    item = item_to_act_on(request, pk)
    review.mark_opened(item=item, by=request.user, at=clock.now())
    if not is_fragment(request):
        return redirect("item", pk)
    item.refresh_from_db()
    return render(request, "web/review/opened.html", {"item": item})


def page(
    request: StaffRequest, item: ReviewItem, form: ResolutionForm | None = None
) -> HttpResponse:
    """The item's page, with what was wrong with `form` where there was something."""
    at = clock.now()
    subject, pk = ("patient", item.patient_id) if item.patient_id else ("review_item", item.pk)
    note_view(request, subject=subject, subject_id=pk, at=at)
    context = page_of(item, staff=request.user, at=at) | just_closed(request)
    context["form"] = form or ResolutionForm()
    if is_fragment(request):
        return render(request, "web/review/item.html", context)
    return render(request, "web/review/page.html", board(request.user, at=at) | context)


def item_of(request: StaffRequest, pk: int) -> ReviewItem:
    item: ReviewItem = get_object_or_404(ReviewItem.objects.visible_to(request.user), pk=pk)
    return item


def item_to_act_on(request: StaffRequest, pk: int) -> ReviewItem:
    item = item_of(request, pk)
    if not may_act_on(request.user, item):
        raise PermissionDenied
    return item


def just_closed(request: StaffRequest) -> dict[str, Any]:
    """The item that they closed a moment ago, to be undone."""
    pk = request.GET.get("closed", "")
    if not pk.isdecimal():
        return {}
    mine = Resolution.objects.visible_to(request.user).filter(by=request.user)
    standing = mine.filter(pk=int(pk), undone_at__isnull=True)
    return {"closed": standing.select_related("item__patient").first()}

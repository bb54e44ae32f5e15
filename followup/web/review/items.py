"""One item of the review list: read it, take it, and hear of what came since it was read."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from followup.clinic.access import Act, may
from followup.lib import clock
from followup.replies import presence, review
from followup.replies.models import ReviewItem
from followup.web.access import may_act_on
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.review.board import board, following
from followup.web.review.composer import ReplyForm, composer, draft_of
from followup.web.review.correction_form import CorrectionForm, corrector
from followup.web.review.done import just_done
from followup.web.review.item_page import page_of
from followup.web.review.part import Part, around
from followup.web.review.resolution_form import ResolutionForm


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The item beside the list or alone."""
    return page(request, item_of(request, pk))


@require_POST
def being_here(request: StaffRequest, pk: int) -> HttpResponse:
    """Asked every few seconds while the page is open: who else is here, and what is new."""
    item, at = item_to_act_on(request, pk), clock.now()
    presence.here(
        item=item, staff=request.user, at=at, is_writing=bool(request.POST.get("writing"))
    )
    return render(request, "web/review/news.html", _news(request, item, request.POST.get("seen")))


@require_safe
def news(request: StaffRequest, pk: int) -> HttpResponse:
    """The same for those who only look on; 204 while all that is known is on the page."""
    context = _news(request, item_of(request, pk), request.GET.get("seen"))
    if not (context["resolution"] or context["more"] or context["others"]):
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
    request: StaffRequest,
    item: ReviewItem,
    form: forms.Form | None = None,
    *,
    reply_form: ReplyForm | None = None,
    correction_form: CorrectionForm | None = None,
) -> HttpResponse:
    """The item's page, with what was wrong with `form` where there was something."""
    at, staff = clock.now(), request.user
    subject, pk = ("patient", item.patient_id) if item.patient_id else ("review_item", item.pk)
    note_view(request, subject=subject, subject_id=pk, at=at)
    part = Part.asked(request.GET if request.method == "GET" else request.POST)
    context = page_of(item, staff=staff, at=at) | just_done(request)
    context |= {"form": form or ResolutionForm(), "part": part}
    context |= composer(context["item"], staff=staff, at=at, form=reply_form)
    context |= corrector(context["item"], correction_form)
    context["may_correct"] = may_act_on(staff, item) and may(staff, Act.CORRECT)
    context["draft"] = draft_of(staff, item, request.GET.get("draft", ""))
    if is_fragment(request):
        return render(request, "web/review/item.html", context)
    shown = board(staff, around(item, part, staff=staff, at=at), at=at)
    return render(request, "web/review/page.html", shown | context | {"part": shown["part"]})


def onward(request: StaffRequest, item: ReviewItem, **done: Any) -> HttpResponse:
    """To the next item of the tab, where what was `done` can be taken back."""
    part = Part.asked(request.POST)
    next_pk = following(request.user, item, tab=part.tab, at=clock.now())
    address = reverse("item", args=[next_pk]) if next_pk else reverse("review")
    return redirect(with_query(address, part, **done))


def with_query(address: str, part: Part, **more: Any) -> str:
    """The address with the tab that they work in, and what was done."""
    query = "&".join(
        [part.query] * bool(part.query) + [f"{name}={value}" for name, value in more.items()]
    )
    return f"{address}?{query}" if query else address


def item_of(request: StaffRequest, pk: int) -> ReviewItem:
    item: ReviewItem = get_object_or_404(ReviewItem.objects.visible_to(request.user), pk=pk)
    return item


def item_to_act_on(request: StaffRequest, pk: int) -> ReviewItem:
    item = item_of(request, pk)
    if not may_act_on(request.user, item):
        raise PermissionDenied
    return item


def _news(request: StaffRequest, item: ReviewItem, seen: str | None) -> dict[str, Any]:
    at = clock.now()
    return {
        "item": item,
        "resolution": item.resolutions.order_by("-at").first() if item.closed_at else None,
        "more": str(review.newest_words(item)) != seen,
        "others": presence.others(item=item, staff=request.user, at=at),
    }

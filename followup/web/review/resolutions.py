"""Close an item with what was done and go on to the next; take that back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from followup.lib import clock
from followup.replies import review
from followup.replies.models import Resolution, ReviewItem
from followup.web.requests import StaffRequest
from followup.web.review.board import following
from followup.web.review.item_page import newest_words
from followup.web.review.items import item_to_act_on, page
from followup.web.review.resolution_form import ResolutionForm


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Close it, unless the patient has written again since the page was read."""
    item = item_to_act_on(request, pk)
    form = ResolutionForm(request.POST)
    onward = following(request.user, item_id=item.pk)
    if form.is_valid() and (closed := _close(request, item, form)):
        address = reverse("item", args=[onward]) if onward else reverse("review")
        return redirect(f"{address}?closed={closed.pk}")
    return page(request, item, form)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the item back on the list."""
    item = item_to_act_on(request, pk)
    standing = item.resolutions.filter(undone_at__isnull=True).order_by("-at").first()
    try:
        if standing is not None:
            review.undo(resolution=standing, by=request.user, at=clock.now())
    except review.NotClosed as refusal:
        form = ResolutionForm({})
        form.add_error(None, str(refusal))
        return page(request, item, form)
    return redirect("item", pk)


def _close(request: StaffRequest, item: ReviewItem, form: ResolutionForm) -> Resolution | None:
    """The resolution, or nothing where the form now says why not."""
    told = form.cleaned_data
    seen = told["seen"]
    if seen is not None and seen != newest_words(item):
        form.add_error(None, "The patient has written again. Read it, then say what was done.")
        return None
    try:
        return review.resolve(
            item=item, by=request.user, at=clock.now(), done=told["done"], note=told["note"]
        )
    except review.NotClosed as refusal:
        form.add_error(None, str(refusal))
        return None

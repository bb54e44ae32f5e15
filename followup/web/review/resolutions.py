"""Close an item with what was done and go on to the next; take that back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.care import planning
from followup.lib import clock
from followup.replies import notes, review, snooze
from followup.replies.models import ReviewItem, WhatWasDone
from followup.web.requests import StaffRequest
from followup.web.review.item_page import settles, treatments_of
from followup.web.review.items import item_to_act_on, onward, page
from followup.web.review.resolution_form import ResolutionForm


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Close it, unless the patient has written again since the page was read."""
    item = item_to_act_on(request, pk)
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return page(request, item, form)
    try:
        done = _call_again(request, item, form) or _close(request, item, form)
    except (review.NotClosed, snooze.NotSnoozed) as refusal:
        form.add_error(None, str(refusal))
        return page(request, item, form)
    return onward(request, item, **done)


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


def _call_again(request: StaffRequest, item: ReviewItem, form: ResolutionForm) -> dict[str, int]:
    """Of a call that settled nothing: it is noted, and comes back."""
    if not form.outcome or settles(form.cleaned_data["done"], item.rank):
        return {}
    note = form.cleaned_data["note"]
    notes.called_in_vain(
        item=item, outcome=form.outcome, body=note, by=request.user, at=clock.now()
    )
    return {"snoozed": item.pk}


def _close(request: StaffRequest, item: ReviewItem, form: ResolutionForm) -> dict[str, int]:
    told, at = form.cleaned_data, clock.now()
    if told["seen"] is not None and told["seen"] != review.newest_words(item):
        raise review.NotClosed(_("The patient has written again. Read it, then say what was done."))
    if form.what == WhatWasDone.BOOKED and told["next_visit"]:
        _book(request, item, form)
    closed = review.resolve(
        item=item,
        by=request.user,
        at=at,
        done=form.what,
        note=told["note"],
        outcome=form.outcome,
    )
    return {"closed": closed.pk}


def _book(request: StaffRequest, item: ReviewItem, form: ResolutionForm) -> None:
    next_visit, at = form.cleaned_data["next_visit"], clock.now()
    if next_visit <= at:
        raise review.NotClosed(_("The next visit is in the past. Write when it will be."))
    for treatment in treatments_of(item.patient_id)[:1]:
        planning.book(treatment=treatment, next_visit_at=next_visit, at=at, by=request.user)

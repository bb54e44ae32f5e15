"""Correct what was read of a reply, and take the newest correction back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from followup.lib import clock
from followup.replies import correction, rereading
from followup.replies.models import Reply, ReviewItem
from followup.replies.readings import readings_of
from followup.web.requests import StaffRequest
from followup.web.review.correction_form import CorrectionForm
from followup.web.review.items import item_to_act_on, page
from followup.web.review.resolution_form import ResolutionForm


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Store the correction beside the reading; the list follows it at once."""
    item = item_to_act_on(request, pk)
    reply = _reply(item)
    form = CorrectionForm(request.POST, reading=readings_of(reply=reply).counts)
    if not form.is_valid():
        return page(request, item, correction_form=form)
    told = form.cleaned_data
    try:
        correction.correct(
            reply=reply,
            by=request.user,
            at=clock.now(),
            soreness=told["soreness"],
            bruising=told["bruising"] or None,
            flags=form.names,
        )
    except (correction.NotCorrected, rereading.NoSuchValue) as refusal:
        form.add_error(None, str(refusal))
        return page(request, item, correction_form=form)
    return redirect("item", pk)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """What was read before counts again."""
    item = item_to_act_on(request, pk)
    newest = readings_of(reply=_reply(item)).counts
    try:
        if newest is not None:
            correction.undo(correction=newest, by=request.user, at=clock.now())
    except correction.NotCorrected as refusal:
        form = ResolutionForm({})
        form.add_error(None, str(refusal))
        return page(request, item, form)
    return redirect("item", pk)


def _reply(item: ReviewItem) -> Reply:
    if item.reply is None:
        raise PermissionDenied
    return item.reply

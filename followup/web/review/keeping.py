"""What is done with an item that stays open: a note, a snooze, somebody who is to have it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.clinic.models import Staff
from followup.lib import clock
from followup.replies import assign, notes, snooze
from followup.replies.models import ReviewItem
from followup.web.requests import StaffRequest
from followup.web.review.items import item_to_act_on, onward, page, with_query
from followup.web.review.part import Part
from followup.web.review.resolution_form import NoteForm


@require_POST
def note(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was typed; the item stays as it is."""
    item = item_to_act_on(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid() and not form.cleaned_data["note"]:
        form.add_error("note", _("Write the note first."))
    if not form.is_valid():
        return page(request, item, form)
    _keep_note(request, item, form)
    return redirect(with_query(reverse("item", args=[pk]), Part.asked(request.POST)))


@require_POST
def snoozing(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it aside until then, and go on to the next."""
    item, at = item_to_act_on(request, pk), clock.now()
    form = NoteForm(request.POST)
    try:
        if form.is_valid():
            snooze.snooze(item=item, until=_until(request, item, at), by=request.user, at=at)
            _keep_note(request, item, form)
            return onward(request, item, snoozed=item.pk)
    except snooze.NotSnoozed as refusal:
        form.add_error(None, str(refusal))
    return page(request, item, form)


@require_POST
def waking(request: StaffRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    item = item_to_act_on(request, pk)
    snooze.wake(item=item, by=request.user, at=clock.now())
    return redirect("item", pk)


@require_POST
def assignment(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it to somebody, to themselves, or to nobody."""
    item = item_to_act_on(request, pk)
    form = NoteForm(request.POST)
    try:
        if form.is_valid():
            assign.assign(item=item, to=_colleague(request), by=request.user, at=clock.now())
            _keep_note(request, item, form)
            return redirect(with_query(reverse("item", args=[pk]), Part.asked(request.POST)))
    except assign.NotAssigned as refusal:
        form.add_error(None, str(refusal))
    return page(request, item, form)


def _keep_note(request: StaffRequest, item: ReviewItem, form: NoteForm) -> None:
    """What was typed is kept, whichever button was pressed."""
    if form.cleaned_data["note"]:
        notes.add(item=item, body=form.cleaned_data["note"], by=request.user, at=clock.now())


def _until(request: StaffRequest, item: ReviewItem, at: datetime) -> datetime:
    zone = ZoneInfo(request.user.clinic.time_zone)
    code = request.POST.get("until", "")
    for choice in snooze.choices(rank=item.rank, at=at, zone=zone):
        if choice.code == code:
            return choice.until
    try:
        day = parse_date(request.POST.get("day", ""))
    except ValueError:
        day = None
    if day is None:
        raise snooze.NotSnoozed(_("Choose until when: use one of the buttons, or write a day."))
    return snooze.morning_of(day, zone)


def _colleague(request: StaffRequest) -> Staff | None:
    told = request.POST.get("to") or request.POST.get("colleague", "")
    if told == "me":
        return request.user
    if not told.isdecimal():
        return None
    return get_object_or_404(Staff.objects.visible_to(request.user), pk=int(told))

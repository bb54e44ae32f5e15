"""Routine replies, read on one page and closed with one press; one press puts them back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from followup.lib import clock
from followup.replies import bulk, tabs
from followup.replies.models import ItemKind
from followup.replies.tabs import Tab
from followup.web.access import may_act_on
from followup.web.requests import StaffRequest, note_view
from followup.web.review.lines import lines


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """What would be closed, in the patients' own words; then close what stayed ticked."""
    if request.method != "POST":
        return _listed(request)
    pairs = (_pair(value) for value in request.POST.getlist("item"))
    seen = dict(pair for pair in pairs if pair)
    if not seen:
        problem = _("Nothing is ticked. Tick the lines that are to be closed.")
        return _listed(request, problem=problem)
    outcome = bulk.close(staff=request.user, seen=seen, at=clock.now())
    if outcome.left:
        told = ngettext(
            "%(left)d stayed on the list: it has changed since.",
            "%(left)d stayed on the list: they have changed since.",
            outcome.left,
        )
        messages.info(request, told % {"left": outcome.left})
    return redirect(f"{reverse('review')}?batch={outcome.batch}")


@require_POST
def undo(request: StaffRequest) -> HttpResponse:
    """Put back what one press closed."""
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        return redirect("review")
    bulk.undo(staff=request.user, batch=batch, at=clock.now())
    return redirect("review")


def _listed(request: StaffRequest, problem: str = "") -> HttpResponse:
    at = clock.now()
    note_view(request, subject="review", subject_id=None, at=at)
    waiting = tabs.items_of(Tab.WAITING, staff=request.user, at=at).filter(kind=ItemKind.REPLY)
    rows = bulk.routine(waiting).select_related("patient")[: bulk.MOST]
    mine = [item.pk for item in rows if may_act_on(request.user, item)]
    shown = lines(waiting.filter(pk__in=mine), at=at)
    seen = bulk.newest_words(line.item for line in shown)
    context = {
        "lines": [(line, seen[line.item.pk]) for line in shown],
        "problem": problem,
    }
    return render(request, "web/review/bulk.html", context)


def _pair(value: str) -> tuple[int, int] | None:
    """An item, and the newest words of it that were on the page."""
    item, _colon, seen = value.partition(":")
    return (int(item), int(seen)) if item.isdecimal() and seen.isdecimal() else None

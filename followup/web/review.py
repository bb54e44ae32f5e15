"""Review: the list of what waits, and the one item that is open beside it."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from followup.lib import clock
from followup.replies import review
from followup.replies.models import Rank, Resolution, ReviewItem
from followup.web.access import may_act_on
from followup.web.item import page_of
from followup.web.lines import lines
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.resolution_form import ResolutionForm

_SHOWN = 100
# "Waits 5 min" is drawn anew after so many seconds, though nothing else has changed.
_WAITS_GO_STALE = 300


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The list alone; the place beside it says what to do next."""
    at = clock.now()
    note_view(request, subject="review", subject_id=None, at=at)
    return render(request, "web/review.html", _board(request, at) | _closed(request))


@require_safe
def newer(request: StaffRequest) -> HttpResponse:
    """The list again where it has changed since `seen`, else 204: asked every few seconds."""
    at = clock.now()
    seen = request.GET.get("seen", "")
    if seen == _cursor(request, at):
        return HttpResponse(status=204)
    news = _news(request, seen)
    if news:
        note_view(request, subject="review", subject_id=None, at=at)
    context = _board(request, at) | {"news": news, "poll": True}
    return render(request, "web/parts/lines.html", context)


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One item, beside the list or alone."""
    return _show(request, _item(request, pk), ResolutionForm())


@require_POST
def opening(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has it: the alerts end."""
    item = _item_to_act_on(request, pk)
    review.mark_opened(item=item, by=request.user, at=clock.now())
    if not is_fragment(request):
        return redirect("item", pk)
    item.refresh_from_db()
    return render(request, "web/parts/opened.html", {"item": item})


@require_POST
def resolution(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the item and go on to the next."""
    item = _item_to_act_on(request, pk)
    form = ResolutionForm(request.POST)
    following = _following(request, item)
    if form.is_valid():
        try:
            closed = review.resolve(item=item, by=request.user, at=clock.now(), **form.cleaned_data)
        except review.NotClosed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{following}?closed={closed.pk}")
    return _show(request, item, form)


@require_POST
def resolution_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the item back on the list."""
    item = _item_to_act_on(request, pk)
    standing = item.resolutions.filter(undone_at__isnull=True).order_by("-at").first()
    if standing is not None:
        try:
            review.undo(resolution=standing, by=request.user, at=clock.now())
        except review.NotClosed as refusal:
            form = ResolutionForm({})
            form.add_error(None, str(refusal))
            return _show(request, item, form)
    return redirect("item", pk)


def _show(request: StaffRequest, item: ReviewItem, form: ResolutionForm) -> HttpResponse:
    at = clock.now()
    subject, pk = ("patient", item.patient_id) if item.patient_id else ("review_item", item.pk)
    note_view(request, subject=subject, subject_id=pk, at=at)
    context = page_of(item, staff=request.user, at=at) | {"form": form} | _closed(request)
    if is_fragment(request):
        return render(request, "web/parts/item.html", context)
    return render(request, "web/review.html", _board(request, at) | context)


def _item(request: StaffRequest, pk: int) -> ReviewItem:
    item: ReviewItem = get_object_or_404(ReviewItem.objects.visible_to(request.user), pk=pk)
    return item


def _item_to_act_on(request: StaffRequest, pk: int) -> ReviewItem:
    item = _item(request, pk)
    if not may_act_on(request.user, item):
        raise PermissionDenied
    return item


def _board(request: StaffRequest, at: datetime) -> dict[str, Any]:
    waiting = review.open_items(request.user)
    counted = dict(waiting.order_by().values_list("rank").annotate(Count("id")))
    counts = [(Rank(rank).label, counted[rank]) for rank in Rank.values if rank in counted]
    return {
        "lines": lines(waiting[:_SHOWN], at=at),
        "counts": counts,
        "urgent": counted.get(Rank.URGENT, 0),
        "total": sum(counted.values()),
        "cursor": _cursor(request, at),
    }


def _cursor(request: StaffRequest, at: datetime) -> str:
    """Newest id - urgent ones - all that a line may change by, how long it waits included."""
    rows = list(
        review.open_items(request.user).values_list(
            "id", "rank", "reply", "opened_by", "assignee", "waiting_since"
        )[:_SHOWN]
    )
    minutes = int(at.timestamp()) // _WAITS_GO_STALE
    digest = blake2b(repr((rows, minutes)).encode(), digest_size=8).hexdigest()
    urgent = sum(row[1] == Rank.URGENT for row in rows)
    return f"{max((row[0] for row in rows), default=0)}-{urgent}-{digest}"


def _news(request: StaffRequest, seen: str) -> str:
    """What a screen reader says of the change; nothing where lines only went away."""
    newest, urgent, *_ = [int(part) if part.isdecimal() else 0 for part in seen.split("-")] + [0, 0]
    waiting = review.open_items(request.user)
    more_urgent = waiting.filter(rank=Rank.URGENT).count() - urgent
    if more_urgent > 0:
        return f"{more_urgent} more urgent. On top of the list."
    more = waiting.filter(pk__gt=newest).count()
    return f"{more} new on the list." if more else ""


def _closed(request: StaffRequest) -> dict[str, Any]:
    """The item that was closed a moment ago, to be undone."""
    pk = request.GET.get("closed", "")
    if not pk.isdecimal():
        return {}
    mine = Resolution.objects.visible_to(request.user).filter(by=request.user)
    standing = mine.filter(pk=int(pk), undone_at__isnull=True)
    return {"closed": standing.select_related("item__patient").first()}


def _following(request: StaffRequest, item: ReviewItem) -> str:
    """Where to go once this one is closed: the next of the list, else the first, else the list."""
    ids = list(review.open_items(request.user).values_list("pk", flat=True)[:_SHOWN])
    here = ids.index(item.pk) if item.pk in ids else -1
    others = ids[here + 1 :] + ids[: max(here, 0)]
    return reverse("item", args=[others[0]]) if others else reverse("review")

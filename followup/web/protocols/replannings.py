"""Replan the follow-ups that run: who and what it concerns first, then how far it has come."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from followup.care import replanning
from followup.care.drafting import NotChanged
from followup.care.models import Protocol, Replanning
from followup.care.replan_forecast import BATCH, foreseen, running, totals
from followup.lib import clock
from followup.lib.later import nudge_later
from followup.web.protocols.reading import protocol_of
from followup.web.requests import StaffRequest, is_fragment, note_view

# So many follow-ups are drawn on one page.
_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """Who, and what moves, falls away or is added; POST does it."""
    protocol = protocol_of(request, pk)
    if request.method == "POST":
        return _start(request, protocol)
    note_view(request, subject="protocol", subject_id=pk, at=clock.now())
    return render(request, "web/protocols/replan.html", _page(request, protocol))


@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest run; asked every two seconds while it goes on."""
    protocol = protocol_of(request, pk)
    run = Replanning.objects.filter(protocol=protocol).select_related("version", "started_by")
    newest = run.order_by("-pk").first()
    if newest is None:
        return redirect("protocol", pk)
    context = {"protocol": protocol, "run": newest}
    part = "replan_progress.html" if is_fragment(request) else "replan_run.html"
    return render(request, f"web/protocols/{part}", context)


def _start(request: StaffRequest, protocol: Protocol) -> HttpResponse:
    at = clock.now()
    try:
        replanning.start(protocol=protocol, at=at, by=request.user)
    except NotChanged as refusal:
        messages.info(request, str(refusal))
        return redirect("protocol", protocol.pk)
    # Of a small clinic that is all of it.
    if replanning.carry_on(at=at):
        nudge_later("replan")
    return redirect("protocol_replanning_progress", protocol.pk)


def _page(request: StaffRequest, protocol: Protocol) -> dict[str, Any]:
    version, at = protocol.versions.first(), clock.now()
    if version is None:
        return {"protocol": protocol, "total": 0}
    after = request.GET.get("after", "")
    first = foreseen(version=version, at=at)
    shown = first
    if after.isdecimal() and len(after) < 19:
        shown = foreseen(version=version, at=at, after=int(after), most=_A_PAGE)
    shown = shown[:_A_PAGE]
    return {
        "protocol": protocol,
        "version": version,
        "total": running(version).count(),
        "counted": len(first),
        "is_all": len(first) < BATCH,
        "totals": totals(first),
        "shown": shown,
        "next": shown[-1].follow_up.pk if len(shown) == _A_PAGE else None,
    }

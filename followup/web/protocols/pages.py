"""Protocols to look at: all of them, one with its line of stops, an older version."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from followup.care import drafting, examples, shipped
from followup.care.draft_stops import DraftStop, named, with_stop
from followup.care.drafting import Desk, desk_of, stops_of
from followup.care.models import FollowUp, FollowUpState, Protocol
from followup.care.whose_hours import hours_of
from followup.lib import clock
from followup.web.access import may_enter
from followup.web.protocols.reading import ChosenDay, found_in, page_of, protocol_of
from followup.web.protocols.stop_form import StopForm
from followup.web.requests import StaffRequest, is_fragment, note_view


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """A line for each protocol in use, those put away below."""
    rows = Protocol.objects.visible_to(request.user).select_related("clinic").order_by("pk")
    active = FollowUp.objects.visible_to(request.user).filter(state=FollowUpState.ACTIVE)
    running = dict(active.values_list("version__protocol").annotate(Count("pk")))
    fallback = shipped.fallback_among(shipped.newest_versions(request.user.clinic))
    context = {
        "desks": [
            (desk_of(row), running.get(row.pk, 0)) for row in rows if row.archived_at is None
        ],
        "archived": [row for row in rows if row.archived_at is not None],
        "fallback": fallback[0].protocol_id if fallback else None,
        "may_edit": may_enter(request.user, "protocol_copy"),
    }
    return render(request, "web/protocols/index.html", context)


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The line with its stops, the example days, the history."""
    protocol = protocol_of(request, pk)
    at = clock.now()
    note_view(request, subject="protocol", subject_id=pk, at=at)
    context = page_of(desk_of(protocol), staff=request.user, at=at)
    return render(request, "web/protocols/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The example days, with a stop as it is being filled in, and a day of one's own."""
    protocol = protocol_of(request, pk)
    at = clock.now()
    sent = request.POST if request.method == "POST" else request.GET
    desk = desk_of(protocol)
    stops = _with_unsaved(desk.stops, sent)
    shown = list(drafting.examples_of(clinic=protocol.clinic, stops=stops, at=at))
    chosen = ChosenDay(sent if sent.get("treated") else None)
    if chosen.is_bound and chosen.is_valid():
        shown = [_chosen(protocol, stops, chosen.cleaned_data["treated"])]
    context = {
        "protocol": protocol,
        "examples": shown,
        "found": found_in(protocol, stops, at=at),
        "treated": chosen,
    }
    if is_fragment(request):
        return render(request, "web/protocols/examples.html", context)
    page = page_of(desk, staff=request.user, at=at) | _unsaved_form(desk, sent)
    return render(request, "web/protocols/show.html", page | context)


@require_safe
def version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version as it was published."""
    protocol = protocol_of(request, pk)
    found = protocol.versions.filter(number=number).select_related("published_by").first()
    if found is None:
        messages.info(request, _("There is no such version of this protocol."))
        return redirect("protocol", pk)
    note_view(request, subject="protocol", subject_id=pk, at=clock.now())
    context = {"protocol": protocol, "version": found, "stops": stops_of(found)}
    return render(request, "web/protocols/version.html", context)


def _unsaved_form(desk: Desk, sent: Any) -> dict[str, Any]:
    """What was being filled in, for whoever has no JavaScript."""
    stop = named(desk.stops, sent.get("slug", ""))
    return {"stop": stop, "form": StopForm(sent, stop=stop)} if stop else {}


def _with_unsaved(stops: tuple[DraftStop, ...], sent: Any) -> tuple[DraftStop, ...]:
    stop = named(stops, sent.get("slug", ""))
    if stop is None:
        return stops
    form = StopForm(sent, stop=stop)
    return with_stop(stops, form.stop()) if form.is_valid() else stops


def _chosen(
    protocol: Protocol, stops: tuple[DraftStop, ...], treated_at: datetime
) -> examples.Example:
    clinic = protocol.clinic
    return examples.example(
        stops=stops,
        treated_at=treated_at,
        hours=hours_of(clinic),
        zone=ZoneInfo(clinic.time_zone),
        caps=drafting.caps_of(clinic),
    )

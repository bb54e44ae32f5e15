"""Add a stop, edit it in place, remove it: each is a change of the draft, which undo takes back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from followup.care import drafting
from followup.care.draft_stops import KINDS, DraftStop, named, new_stop, with_stop, without
from followup.care.drafting import Desk, NotChanged, desk_of
from followup.lib import clock
from followup.web.protocols import phrases
from followup.web.protocols.reading import page_of, protocol_of
from followup.web.protocols.stop_form import StopForm
from followup.web.requests import StaffRequest, is_fragment


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """A stop of the kind that was chosen, as most would want it, open to be edited."""
    desk = desk_of(protocol_of(request, pk))
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        messages.info(request, _("Choose what the new stop is for."))
        return redirect("protocol", pk)
    stop = new_stop(kind, desk.stops)
    if not _kept(request, desk, with_stop(desk.stops, stop)):
        return redirect("protocol", pk)
    return redirect("protocol_stop", pk, stop.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, pk: int, stop: str) -> HttpResponse:
    """The form below the line; without JavaScript the page with it."""
    desk = desk_of(protocol_of(request, pk))
    chosen = named(desk.stops, stop)
    if chosen is None:
        messages.info(request, _("This stop is there no more."))
        return redirect("protocol", pk)
    form = StopForm(request.POST if request.method == "POST" else None, stop=chosen)
    if request.method == "POST" and form.is_valid():
        _kept(request, desk, with_stop(desk.stops, form.stop()))
        return redirect("protocol", pk)
    return _page(request, desk, chosen, form)


@require_POST
def remove(request: StaffRequest, pk: int, stop: str) -> HttpResponse:
    """Take it out of the draft."""
    desk = desk_of(protocol_of(request, pk))
    chosen = named(desk.stops, stop)
    if chosen is not None and _kept(request, desk, without(desk.stops, stop)):
        words = _("Removed from the draft: {stop}.")
        messages.info(request, words.format(stop=phrases.kind(chosen.kind)))
    return redirect("protocol", pk)


def _kept(request: StaffRequest, desk: Desk, stops: tuple[DraftStop, ...]) -> bool:
    """Whether the draft took it; where not, it is said why."""
    mark = request.POST.get("mark", "")
    try:
        drafting.keep(
            protocol=desk.protocol, stops=stops, mark=mark, at=clock.now(), by=request.user
        )
    except NotChanged as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _page(request: StaffRequest, desk: Desk, stop: DraftStop, form: StopForm) -> HttpResponse:
    context = {"desk": desk, "protocol": desk.protocol, "stop": stop, "form": form}
    if is_fragment(request):
        return render(request, "web/protocols/stop.html", context)
    page = page_of(desk, staff=request.user, at=clock.now())
    return render(request, "web/protocols/show.html", page | context)

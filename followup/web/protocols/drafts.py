"""The draft as a whole: take the last change back, or all of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.care import drafting
from followup.care.drafting import NotChanged, desk_of
from followup.lib import clock
from followup.web.protocols.reading import protocol_of
from followup.web.requests import StaffRequest


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """The last change of the draft; pressed twice it is made again."""
    protocol = protocol_of(request, pk)
    mark = request.POST.get("mark", "")
    try:
        drafting.take_back(protocol=protocol, mark=mark, at=clock.now(), by=request.user)
    except NotChanged as refusal:
        messages.error(request, str(refusal))
    return redirect("protocol", pk)


@require_POST
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Back to what is published; undo brings the draft again."""
    desk = desk_of(protocol_of(request, pk))
    mark = request.POST.get("mark", "")
    try:
        drafting.keep(
            protocol=desk.protocol, stops=desk.published, mark=mark, at=clock.now(),
            by=request.user,
        )  # fmt: skip
    except NotChanged as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, _("The draft is as the published version again."))
    return redirect("protocol", pk)

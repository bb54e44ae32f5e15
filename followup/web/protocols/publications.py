"""Publish the draft: see what differs and whom it concerns, then make it a version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.care import publishing
from followup.care.differences import differences
from followup.care.drafting import NotChanged, desk_of
from followup.lib import clock
from followup.web.protocols.reading import found_in, protocol_of, versions_of
from followup.web.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """The difference with its consequences; POST publishes it."""
    protocol = protocol_of(request, pk)
    at = clock.now()
    if request.method == "POST":
        try:
            version = publishing.publish_draft(
                protocol=protocol, mark=request.POST.get("mark", ""), at=at, by=request.user
            )
        except NotChanged as refusal:
            messages.error(request, str(refusal))
            return redirect("protocol", pk)
        words = _("Version {number} is published. Treatments logged from now on follow it.")
        messages.success(request, words.format(number=version.number))
        return redirect("protocol", pk)
    desk = desk_of(protocol)
    found = found_in(protocol, desk.stops, at=at)
    context = {
        "protocol": protocol,
        "desk": desk,
        "differences": differences(before=desk.published, after=desk.stops),
        "found": found,
        "is_barred": any(said.is_grave for said in found),
        "running": sum(count for _version, count in versions_of(protocol)),
    }
    return render(request, "web/protocols/publish.html", context)

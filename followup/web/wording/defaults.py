"""The shipped words beside a clinic's own: what an upgrade changed, to be taken over or not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.lib import clock
from followup.lib.difference import changes
from followup.messaging import publishing
from followup.messaging.places import Place
from followup.web.requests import StaffRequest
from followup.web.wording.editor import standing_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """Three ways: shipped then, shipped now, and the clinic's; POST says which of them counts."""
    standing = standing_to_edit(request, name, channel, language)
    if request.method == "POST":
        return _choose(request, standing.place)
    template, own, shipped = standing.template, standing.own, standing.place.shipped
    if own is None or template is None:
        return redirect("template", name, channel, language)
    context = {
        "standing": standing,
        "place": standing.place,
        "upgrade": changes(template.seen_source, shipped.body),
        "upgrade_subject": changes(template.seen_subject, shipped.subject),
        "theirs": changes(template.seen_source, own.source),
        "apart": changes(own.source, shipped.body),
    }
    return render(request, "web/wording/defaults.html", context)


def _choose(request: StaffRequest, place: Place) -> HttpResponse:
    at, by = clock.now(), request.user
    if request.POST.get("choice") == "shipped":
        publishing.use_shipped(place=place, at=at, by=by)
        messages.success(
            request, _("The shipped words are used from now on. Yours stand under History.")
        )
    elif request.POST.get("choice") == "own":
        publishing.keep_own(place=place, at=at, by=by)
        messages.success(request, _("Your words stay. You are told when the shipped ones change."))
    return redirect("template", place.name, place.channel, place.language)

"""Copy a protocol, name it, put it away, use it again."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from followup.care import assigning, publishing, shipped
from followup.care.drafting import NotChanged
from followup.care.models import Protocol
from followup.lib import clock
from followup.web.protocols.reading import protocol_of
from followup.web.requests import StaffRequest


class NameForm(forms.Form):
    """What staff call a protocol."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write what the protocol is called.")},
    )


@require_POST
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    """A protocol with the same stops, to be changed and published by itself."""
    protocol = protocol_of(request, pk)
    name = _("Copy of {name}").format(name=protocol.name)[:80]
    twin = publishing.copy(protocol=protocol, name=name, at=clock.now(), by=request.user)
    messages.success(request, _("Copied. No region follows it before it is published."))
    return redirect("protocol", twin.pk)


@require_POST
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    protocol = protocol_of(request, pk)
    form = NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        publishing.rename(protocol=protocol, name=name, at=clock.now(), by=request.user)
        messages.success(request, _("Renamed."))
    else:
        messages.error(request, str(form.errors["name"][0]))
    return redirect("protocol", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: StaffRequest, pk: int) -> HttpResponse:
    """What follows it has to follow another one first; that is chosen here."""
    protocol = protocol_of(request, pk)
    heirs = _in_use(request, protocol)
    if request.method == "POST":
        chosen = next((each for each in heirs if str(each.pk) == request.POST.get("to")), None)
        try:
            assigning.archive(protocol=protocol, to=chosen, at=clock.now(), by=request.user)
        except NotChanged as refusal:
            messages.error(request, str(refusal))
            return redirect("protocol_archive", pk)
        messages.success(request, _("Put away. Follow-ups that run by it go on."))
        return redirect("protocols")
    context = {"protocol": protocol, "heirs": heirs}
    return render(request, "web/protocols/archive.html", context)


@require_POST
def revive(request: StaffRequest, pk: int) -> HttpResponse:
    protocol = protocol_of(request, pk)
    assigning.revive(protocol=protocol, at=clock.now(), by=request.user)
    messages.success(request, _("It can be used again. Say which regions follow it."))
    return redirect("protocol", pk)


def _in_use(request: StaffRequest, besides: Protocol) -> list[Protocol]:
    versions = shipped.newest_versions(request.user.clinic)
    return [version.protocol for version in versions if version.protocol != besides]

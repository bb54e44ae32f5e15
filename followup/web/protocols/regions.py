"""Which regions and conditions follow which protocol: one table, stored as a whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.care import assigning, shipped
from followup.care.drafting import NotChanged
from followup.care.judging import NEAR_THE_LUNG
from followup.care.models import ProtocolVersion
from followup.care.regions import REGIONS
from followup.lib import clock
from followup.web.access import may_enter
from followup.web.requests import StaffRequest

_LONGEST = 40


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: StaffRequest) -> HttpResponse:
    """A protocol for each region, words of conditions, and the one for whatever is left."""
    versions = shipped.newest_versions(request.user.clinic)
    if request.method == "POST" and may_enter(request.user, "protocol_copy"):
        try:
            _store(request, versions)
        except NotChanged as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Stored. Treatments logged from now on follow it."))
        return redirect("protocols_regions")
    return render(request, "web/protocols/regions.html", _page(request, versions))


def _page(request: StaffRequest, versions: list[ProtocolVersion]) -> dict[str, Any]:
    follows = {name: version for version in versions for name in version.protocol.regions}
    fallback = shipped.fallback_among(versions)
    usual = fallback[0] if fallback else None
    rows = []
    for name in [*REGIONS, *sorted(set(follows) - set(REGIONS))]:
        version = follows.get(name, usual)
        unasked = name in NEAR_THE_LUNG and version and not shipped.checks_breathing(version)
        rows.append((name, follows.get(name), unasked))
    return {
        "rows": rows,
        "versions": versions,
        "fallback": usual,
        "may_edit": may_enter(request.user, "protocol_copy"),
    }


def _store(request: StaffRequest, versions: list[ProtocolVersion]) -> None:
    sent = request.POST
    by_name = {
        name.removeprefix("region-"): str(value)
        for name, value in sent.items()
        if name.startswith("region-")
    }
    regions = {name: int(value) for name, value in by_name.items() if value.isdecimal()}
    known = {*REGIONS, *(name for v in versions for name in v.protocol.regions)}
    conditions = {
        version.protocol_id: _listed(sent.get(f"conditions-{version.protocol_id}", ""))
        for version in versions
    }
    fallback = sent.get("fallback", "")
    assigning.assign(
        clinic=request.user.clinic,
        regions={name: pk for name, pk in regions.items() if name in known},
        conditions=conditions,
        fallback=int(fallback) if fallback.isdecimal() else None,
        at=clock.now(),
        by=request.user,
    )


def _listed(text: str) -> list[str]:
    words = [part.strip() for part in text.split(",") if part.strip()]
    if any(len(word) > _LONGEST for word in words):
        raise NotChanged(_("Write conditions of at most 40 letters, with commas between them."))
    return list(dict.fromkeys(words))

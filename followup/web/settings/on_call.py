"""On call: who is told of an urgent reply, in which order, and a test of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from followup.clinic import on_call
from followup.clinic.access import Act, may
from followup.clinic.models import Staff
from followup.lib import clock
from followup.messaging import trial
from followup.replies import alerts
from followup.web.requests import StaffRequest
from followup.web.settings.decisions import DecisionForm
from followup.web.settings.pages import section

_ROUTE = "settings_on_call"
_ACTS = {
    "put": on_call.put,
    "out": on_call.take_out,
    "sooner": on_call.sooner,
    "later": on_call.later,
}


class AlertForm(DecisionForm):
    decided = ("alert_minutes",)
    alert_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until the next in line is told"),
        min_value=1,
        max_value=240,
        help_text=gettext_lazy("Counted from the last alert, until somebody opens the reply."),
    )


def _facts(request: StaffRequest, _form: DecisionForm, _at: datetime) -> dict[str, Any]:
    clinic = request.user.clinic
    named = on_call.line(clinic)
    people = Staff.objects.visible_to(request.user).filter(is_active=True).order_by("name")
    others = [person for person in people if person not in named and may(person, Act.REVIEW)]
    return {
        "named": named,
        "others": others,
        "told": alerts.on_call(clinic),
        "without_phone": not any(person.phone for person in named),
    }


page = section(_ROUTE, AlertForm, _facts)


@require_POST
def arrange(request: StaffRequest, pk: int) -> HttpResponse:
    """Put somebody in line, move them in it, or take them out."""
    visible = Staff.objects.visible_to(request.user).filter(is_active=True)
    staff = get_object_or_404(visible, pk=pk)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is not None:
        act(staff=staff, at=clock.now(), by=request.user)
        messages.success(request, _said(request.POST["act"]) % {"name": staff.name})
    return redirect(_ROUTE)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Put whoever was chosen in line."""
    chosen = request.POST.get("staff", "")
    return arrange(request, int(chosen)) if chosen.isdecimal() else redirect(_ROUTE)


@require_POST
def test(request: StaffRequest) -> HttpResponse:
    """A test to everybody who would be told, at once."""
    words = _("Test from %(clinic)s: so an urgent alert reaches you. There is nothing to do.")
    text, at = words % {"clinic": request.user.clinic.name}, clock.now()
    told = list(alerts.on_call(request.user.clinic))
    try:
        for person in told:
            trial.reach(to=person, text=text, at=at, by=request.user)
    except trial.NotTried as refusal:
        messages.error(request, str(refusal))
        return redirect(_ROUTE)
    messages.success(
        request,
        ngettext(
            "A test is on its way to %(n)d person.",
            "A test is on its way to %(n)d people.",
            len(told),
        )
        % {"n": len(told)},
    )
    return redirect(_ROUTE)


def _said(act: str) -> str:
    return {
        "put": _("%(name)s is on call, last in line."),
        "out": _("%(name)s is not on call any more."),
        "sooner": _("%(name)s is told sooner."),
        "later": _("%(name)s is told later."),
    }[act]

"""The sections that are one form each: shown, saved, and taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from followup.care import deciding
from followup.clinic import policy
from followup.clinic.models import AuditEvent
from followup.lib import clock
from followup.web.requests import StaffRequest
from followup.web.settings import menu
from followup.web.settings.changes import recent
from followup.web.settings.decisions import (
    ClinicForm,
    DecisionForm,
    KeepingForm,
    MessagesForm,
    SecondFactorForm,
    SendingForm,
)
from followup.web.settings.sudo import sure, sure_to_change

View = Callable[[StaffRequest], HttpResponse]
Facts = Callable[[StaffRequest, DecisionForm, datetime], dict[str, Any]]


def no_facts(_request: StaffRequest, _form: DecisionForm, _at: datetime) -> dict[str, Any]:
    return {}


def section(route: str, form_class: type[DecisionForm], facts: Facts = no_facts) -> View:
    """The view of one section; `facts` are what its template shows beside the form."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: StaffRequest) -> HttpResponse:
        at, clinic = clock.now(), request.user.clinic
        form = form_class(request.POST if request.method == "POST" else None, clinic=clinic)
        if request.method == "POST" and form.is_valid() and save(request, form, at):
            return redirect(route)
        changes = recent(clinic=clinic, names=form.decided, at=at)
        context = menu.page(request.user, route, form=form, changes=changes)
        return render(request, f"web/settings/{route}.html", context | facts(request, form, at))

    return view


def save(request: StaffRequest, form: DecisionForm, at: datetime) -> bool:
    """Whether it was saved; else the form says why not, and shows what stands now."""
    try:
        event = policy.change(
            clinic=request.user.clinic,
            changes=form.changes(),
            at=at,
            by=request.user,
            seen=form.cleaned_data["seen"],
        )
    except policy.PolicyError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved.") if event else _("It was so already."))
    return True


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Back to what was before one change."""
    events = AuditEvent.objects.visible_to(request.user).filter(act=policy.CHANGED)
    event: AuditEvent = get_object_or_404(events, pk=pk)
    route = route_of(event)
    return _undone_surely(request, event) if route in _ASKED_AGAIN else _undone(request, event)


def _undone(request: StaffRequest, event: AuditEvent) -> HttpResponse:
    try:
        deciding.undo_week(event=event, at=clock.now(), by=request.user)
        messages.success(request, _("Taken back."))
    except policy.PolicyError as refusal:
        messages.error(request, str(refusal))
    return redirect(route_of(event))


_undone_surely = sure(_undone)


def route_of(event: AuditEvent) -> str:
    """The section that a change belongs to."""
    changed = set(event.details.get("changed", ()))
    for route, names in _DECIDED.items():
        if changed & set(names):
            return route
    return "settings"


_DECIDED = {
    "settings_clinic": ClinicForm.decided,
    "settings_hours": ("window_set", "own_hours"),
    "settings_messages": MessagesForm.decided,
    "settings_sending": SendingForm.decided,
    "settings_on_call": ("alert_minutes",),
    "settings_signing_in": SecondFactorForm.decided,
    "settings_keeping": KeepingForm.decided,
}

# What asks once more who sits there asks so too when it is taken back.
_ASKED_AGAIN = frozenset({"settings_sending", "settings_signing_in", "settings_keeping"})

clinic = section("settings_clinic", ClinicForm)
messaging = section("settings_messages", MessagesForm)
signing_in = sure_to_change(section("settings_signing_in", SecondFactorForm))

"""Where texts and emails come from: the form, the checks that are made now, a test to oneself."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from followup.lib import clock
from followup.messaging import trial
from followup.reports import checks
from followup.web.requests import StaffRequest
from followup.web.settings.decisions import DecisionForm, SendingForm
from followup.web.settings.pages import section
from followup.web.settings.sudo import sure_to_change


def _facts(request: StaffRequest, _form: DecisionForm, at: datetime) -> dict[str, Any]:
    """What stands beside the form; the checks ask other machines, and come afterwards."""
    clinic = request.user.clinic
    domain = (clinic.email_from or settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return {
        "domain": domain,
        "reply_domain": settings.INBOUND_EMAIL_DOMAIN,
        "inbound_address": f"{settings.PUBLIC_BASE_URL}/twilio/inbound",
        "tests": trial.recent(to=request.user, at=at),
    } | (_checked(request, at) if "check" in request.GET else {})


page = sure_to_change(section("settings_sending", SendingForm, _facts))


@require_safe
def check(request: StaffRequest) -> HttpResponse:
    """Each check, for within the page."""
    return render(request, "web/settings/checks.html", _checked(request, clock.now()))


@require_safe
def news(request: StaffRequest) -> HttpResponse:
    """What became of the tests, for within the page."""
    tests = trial.recent(to=request.user, at=clock.now())
    return render(request, "web/settings/tests.html", {"tests": tests})


@require_POST
def test(request: StaffRequest) -> HttpResponse:
    """A text and an email to whoever asks."""
    words = _("Test from %(clinic)s: texts and emails of the clinic reach you.")
    text = words % {"clinic": request.user.clinic.name}
    try:
        trial.reach(to=request.user, text=text, at=clock.now(), by=request.user)
        messages.success(request, _("The test is on its way to you."))
    except trial.NotTried as refusal:
        messages.error(request, str(refusal))
    return redirect("settings_sending")


def _checked(request: StaffRequest, at: datetime) -> dict[str, Any]:
    return {"findings": list(checks.of_clinic(clinic=request.user.clinic, at=at)), "at": at}

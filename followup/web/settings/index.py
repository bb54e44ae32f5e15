"""The first page of the settings: every section, and what needs a look."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from followup.clinic import on_call
from followup.clinic.models import Clinic, Role, Staff
from followup.web.requests import StaffRequest
from followup.web.settings import menu


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """All sections with one line each, below what is not set up yet."""
    context = {
        "sections": menu.sections_of(request.user),
        "missing": list(_missing(request.user.clinic)),
    }
    return render(request, "web/settings/index.html", context)


def _missing(clinic: Clinic) -> Iterator[tuple[str, str]]:
    """The route where it is mended, and what is wrong meanwhile."""
    if not (clinic.sms_number or clinic.messaging_service):
        yield "settings_sending", _("No text can go out: there is no number to send from.")
    if not clinic.consent_wording:
        yield "settings_clinic", _("Nothing is written that patients could agree to.")
    if not any(person.phone for person in on_call.line(clinic)):
        yield "settings_on_call", _("Nobody on call has a phone: urgent replies are told by email.")
    admins = Staff.objects.filter(clinic=clinic, role=Role.ADMIN, is_active=True)
    if sum(admin.has_usable_password() for admin in admins) == 1:
        yield (
            "settings_staff",
            _("There is one administrator. Without them nobody changes anything."),
        )

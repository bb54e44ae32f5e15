"""Keeping and erasing: how long words, photos and patients are kept, and what would go."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from followup.clinic.models import Clinic
from followup.lib import clock
from followup.replies import retention
from followup.replies.retention import Erased
from followup.web.requests import StaffRequest
from followup.web.settings.decisions import DecisionForm, KeepingForm
from followup.web.settings.pages import section
from followup.web.settings.sudo import sure_to_change


def _facts(request: StaffRequest, _form: DecisionForm, at: datetime) -> dict[str, Any]:
    """What the rules that stand would erase next, where there are some."""
    clinic = request.user.clinic
    months = (clinic.words_kept_months, clinic.photos_kept_months, clinic.patients_kept_months)
    return {"erasing": _foreseen(clinic, *months, at=at) if any(months) else None}


page = sure_to_change(section("settings_keeping", KeepingForm, _facts))


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """What these rules would erase the next night, for beside the form."""
    form = KeepingForm(request.POST, clinic=request.user.clinic)
    erasing = None
    if form.is_valid():
        months = (form.changes()[name] for name in form.decided)
        erasing = _foreseen(form.clinic, *months, at=clock.now())
    return render(request, "web/settings/erasing.html", {"erasing": erasing})


def _foreseen(
    clinic: Clinic, words: int | None, photos: int | None, patients: int | None, *, at: datetime
) -> Erased:
    return retention.foreseen(
        clinic=clinic, words_months=words, photos_months=photos, patients_months=patients, at=at
    )

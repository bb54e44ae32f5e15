"""Log a treatment: find the patient, say what was done, see what will be sent, take it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.care import planning
from followup.care.models import PlannedMessage, Treatment
from followup.care.schedule import TAKE_BACK
from followup.care.shipped import NoProtocolError
from followup.clinic import intake
from followup.clinic.models import Patient
from followup.lib import clock
from followup.web.access import may_enter
from followup.web.patients.finding import found
from followup.web.reach import channels_of
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.treatments.forecast import forecast
from followup.web.treatments.log_forms import LogForms


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """First who, then the form; POST logs it."""
    at = clock.now()
    forms = LogForms.of(request, at=at)
    if forms is None:
        return render(request, "web/treatments/who.html")
    if request.method == "POST" and forms.are_valid():
        treatment = _logged(request, forms, at)
        if treatment is not None:
            return redirect("treatment", treatment.pk)
    return render(request, "web/treatments/new.html", {"forms": forms})


@require_POST
def patient(request: StaffRequest) -> HttpResponse:
    """Who it may be; by POST, since a name has no place in an address."""
    text = request.POST.get("text", "").strip()
    context = {"text": text, "patients": found(staff=request.user, text=text), "asked": True}
    part = "web/parts/found.html" if is_fragment(request) else "web/treatments/who.html"
    return render(request, part, context | {"route": "treatment_new"})


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """What would be sent; beside the form where htmx asks, else the page with it."""
    at = clock.now()
    forms = LogForms.of(request, at=at)
    if forms is None:
        return redirect("treatment_new")
    context = forecast(forms, at=at)
    if is_fragment(request):
        return render(request, "web/treatments/preview.html", context)
    return render(request, "web/treatments/new.html", context | {"forms": forms, "asked": True})


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What was logged and what follows from it."""
    treatment = _treatment(request, pk)
    at = clock.now()
    note_view(request, subject="patient", subject_id=treatment.patient_id, at=at)
    return render(request, "web/treatments/show.html", _page(request, treatment, at))


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it back, within three minutes of logging it."""
    treatment = _treatment(request, pk)
    at = clock.now()
    try:
        planning.undo(treatment=treatment, at=at, by=request.user)
    except planning.NotUndoneError as refusal:
        context = _page(request, treatment, at) | {"refusal": str(refusal)}
        return render(request, "web/treatments/show.html", context)
    return redirect("treatment", pk)


def _logged(request: StaffRequest, forms: LogForms, at: datetime) -> Treatment | None:
    """The treatment, or nothing where the form now says what to answer first."""
    with transaction.atomic():
        who = _patient(request, forms, at)
        visit = forms.visit.visit()
        twin = planning.near(patient=who, treated_at=visit.treated_at)
        if twin is not None and not forms.visit.cleaned_data["again"]:
            transaction.set_rollback(True)
            forms.ask_again(twin)
            return None
        try:
            return planning.log_treatment(patient=who, visit=visit, at=at, by=request.user)
        except NoProtocolError as refusal:
            transaction.set_rollback(True)
            forms.visit.add_error(None, str(refusal))
            return None


def _patient(request: StaffRequest, forms: LogForms, at: datetime) -> Patient:
    if forms.who is None:
        facts = forms.new.facts()
        clinic, by = request.user.clinic, request.user
        return intake.take_in(clinic=clinic, facts=facts, at=at, how="form", by=by).patient
    return forms.who


def _treatment(request: StaffRequest, pk: int) -> Treatment:
    visible = Treatment.objects.visible_to(request.user).select_related("patient__clinic")
    treatment: Treatment = get_object_or_404(visible, pk=pk)
    return treatment


def _page(request: StaffRequest, treatment: Treatment, at: datetime) -> dict[str, Any]:
    may_log = may_enter(request.user, "treatment_new")
    is_fresh = treatment.undone_at is None and at - treatment.logged_at <= TAKE_BACK
    planned = PlannedMessage.objects.filter(follow_up__treatment=treatment).order_by("due_at", "id")
    return {
        "treatment": treatment,
        "going": planned.filter(reason=""),
        "kept_back": planned.exclude(reason=""),
        "zone": planning.zones_of_patient(treatment.patient)[0].key,
        "channels": channels_of(treatment.patient),
        "may_log": may_log,
        "may_undo": may_log and is_fresh,
        "undo_until": treatment.logged_at + TAKE_BACK,
    }

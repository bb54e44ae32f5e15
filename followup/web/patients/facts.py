"""Change what is known of a patient: name, language, zone, therapist, and what they prefer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.clinic import upkeep
from followup.lib import clock
from followup.web.patients.facts_form import FactsForm
from followup.web.patients.pages import patient_of
from followup.web.requests import StaffRequest, note_view


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The form, and what was wrong with it; back to the patient once it is saved."""
    patient, at = patient_of(request, pk), clock.now()
    if patient.is_gone:
        return redirect("patient", pk)
    form = FactsForm(request.POST or None, patient=patient)
    if request.method == "POST" and form.is_valid():
        changed = upkeep.describe(patient=patient, facts=form.facts(), at=at, by=request.user)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("patient", pk)
    note_view(request, subject="patient", subject_id=pk, at=at)
    return render(request, "web/patients/edit.html", {"patient": patient, "form": form})

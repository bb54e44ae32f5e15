"""What a patient agreed to, as staff write it down: yes to the clinic's wording, or no more."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from followup.clinic import upkeep
from followup.clinic.models import Channel, Patient
from followup.lib import clock
from followup.messaging import optout
from followup.web.patients.contact_form import ConsentForm
from followup.web.patients.pages import page, patient_of
from followup.web.requests import StaffRequest


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a line to the ledger; a no ends at once what is planned or waits to be sent."""
    patient = patient_of(request, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return page(request, patient)
    try:
        words = _write(request, patient, form, clock.now())
    except upkeep.NotChanged as refusal:
        words = str(refusal)
    messages.info(request, words)
    return redirect("patient", pk)


def _write(request: StaffRequest, patient: Patient, form: ConsentForm, at: datetime) -> str:
    """What was done, in words."""
    channel, by = Channel(form.cleaned_data["channel"]), request.user
    if form.cleaned_data["says"] == "yes":
        upkeep.agree(patient=patient, channel=channel, at=at, by=by)
        return (
            f"Written down: they agree to {channel.label}s. What is still planned can go now; "
            "what was cancelled stays cancelled."
        )
    optout.opt_out_patient(patient=patient, channel=channel, at=at, how="staff", by=by)
    ends = "All that was planned is cancelled." if channel == Channel.SMS else "None is sent now."
    return f"Written down: they want no more {channel.label}s. {ends}"

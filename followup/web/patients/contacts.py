"""A patient's phones and addresses: write to another one, or use one again that had failed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from followup.clinic import upkeep
from followup.clinic.contacts import ContactError
from followup.clinic.models import ContactPoint
from followup.clinic.phone import PhoneError
from followup.lib import clock
from followup.web.patients.contact_form import ContactForm
from followup.web.patients.pages import page, patient_of
from followup.web.requests import StaffRequest


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a phone or an address, before those that are there."""
    patient = patient_of(request, pk)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return page(request, patient, form)
    try:
        upkeep.reach_at(
            patient=patient,
            channel=form.channel,
            value=form.cleaned_data["value"],
            at=clock.now(),
            by=request.user,
        )
    except (PhoneError, ContactError, upkeep.NotChanged) as refusal:
        form.add_error("value", str(refusal))
        return page(request, patient, form)
    messages.success(request, f"Added. The next {form.channel.label} goes there.")
    return redirect("patient", pk)


@require_POST
def mend(request: StaffRequest, pk: int) -> HttpResponse:
    """Use a contact again that had been marked as out of reach."""
    own = ContactPoint.objects.visible_to(request.user).select_related("patient")
    point = get_object_or_404(own, pk=pk)
    if upkeep.mend(point=point, at=clock.now(), by=request.user):
        messages.success(request, "It is used again from now on.")
    return redirect("patient", point.patient_id)

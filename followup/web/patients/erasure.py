"""Erase one patient: typed, signed in anew, and for good."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from followup.clinic import names
from followup.clinic.models import Patient
from followup.lib import clock
from followup.replies import erasing
from followup.web.patients.pages import patient_of
from followup.web.requests import StaffRequest, note_view


class ErasureForm(forms.Form):
    """The patient's name, typed: nobody erases the wrong one by a slip of the finger."""

    name = forms.CharField(
        label=gettext_lazy("Type the patient's full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the patient's full name.")},
    )

    def __init__(self, told: Any = None, *, patient: Patient) -> None:
        super().__init__(told)
        self.label_suffix = ""
        self.wanted = names.plain(patient.full_name)

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if names.plain(typed) != self.wanted:
            raise forms.ValidationError(
                _("This is another name. Type the name as it stands above.")
            )
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What goes and what stays; then the name, the password, and it is gone."""
    patient = patient_of(request, pk)
    if patient.is_gone:
        return redirect("patient", pk)
    if request.method == "POST":
        answer: HttpResponse = _signed_in_anew(request, patient)
        return answer
    note_view(request, subject="patient", subject_id=pk, at=clock.now())
    return _page(request, patient, ErasureForm(patient=patient))


def _erase(request: StaffRequest, patient: Patient) -> HttpResponse:
    form = ErasureForm(request.POST, patient=patient)
    if not form.is_valid():
        return _page(request, patient, form)
    try:
        erasing.erase(patient=patient, at=clock.now(), by=request.user)
    except erasing.NotErased as refusal:
        form.add_error(None, str(refusal))
        return _page(request, patient, form)
    messages.success(request, _("Erased. They are written to no more."))
    return redirect("patients")


# Asks for the password again where that is more than a quarter of an hour ago.
_signed_in_anew = reauthentication_required(_erase)


def _page(request: StaffRequest, patient: Patient, form: ErasureForm) -> HttpResponse:
    return render(request, "web/patients/erasure.html", {"patient": patient, "form": form})

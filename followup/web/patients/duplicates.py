"""Two records of one person: find the other, see what would move, and make one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.clinic.models import Patient
from followup.lib import clock
from followup.replies import merging
from followup.web.patients.finding import found, shown
from followup.web.patients.pages import patient_of
from followup.web.requests import StaffRequest, note_view

_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """Likely duplicates of this record; or a search, by POST, for any other."""
    patient = patient_of(request, pk)
    if patient.is_gone:
        return redirect("patient", pk)
    note_view(request, subject="patient", subject_id=pk, at=clock.now())
    text = request.POST.get("text", "").strip()
    others = found(staff=request.user, text=text) if text else _alike(patient)
    context = {
        "patient": patient,
        "others": [other for other in others if other.pk != pk],
        "text": text,
    }
    return render(request, "web/patients/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """What would move from `other` to this record; then it does."""
    kept = patient_of(request, pk)
    named = (request.POST if request.method == "POST" else request.GET).get("other", "")
    if not named.isdecimal():
        return redirect("patient_duplicates", pk)
    gone = get_object_or_404(shown(request.user).select_related("clinic"), pk=int(named))
    try:
        if request.method == "POST":
            merging.merge(kept=kept, gone=gone, by=request.user, at=clock.now())
            messages.success(request, _("Merged. All of it stands with this record now."))
            return redirect("patient", pk)
        preview = merging.preview(kept=kept, gone=gone)
    except merging.NotMerged as refusal:
        messages.error(request, str(refusal))
        return redirect("patient", pk)
    for seen in (kept, gone):
        note_view(request, subject="patient", subject_id=seen.pk, at=clock.now())
    return render(request, "web/patients/merge.html", {"preview": preview, "patient": kept})


def _alike(patient: Patient) -> list[Patient]:
    return list(merging.alike(patient).prefetch_related("contact_points")[:_MOST])

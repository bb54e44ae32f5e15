"""Patients: find one, and read their course."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from followup.clinic import consent
from followup.clinic.models import Channel, Patient
from followup.lib import clock
from followup.replies.models import ReviewItem
from followup.reports import conversation
from followup.web.access import may_enter
from followup.web.finding import found
from followup.web.item_page import marked, treatments_of
from followup.web.requests import StaffRequest, is_fragment, note_view


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Search; by POST, since a name has no place in an address."""
    if request.method != "POST":
        return render(request, "web/patients.html")
    text = request.POST.get("text", "").strip()
    context = {"text": text, "patients": found(staff=request.user, text=text), "asked": True}
    part = "web/parts/found.html" if is_fragment(request) else "web/patients.html"
    return render(request, part, context | {"route": "patient"})


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The course of one patient: treatments, all that was said, all that is still planned."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    note_view(request, subject="patient", subject_id=patient.pk, at=clock.now())
    lines = (
        (channel, consent.newest_lines(patient_ids=[patient.pk], channel=channel).get(patient.pk))
        for channel in Channel
    )
    waiting = ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)
    context = {
        "patient": patient,
        "treatments": treatments_of(patient.pk),
        "turns": marked(conversation.with_patient(patient)),
        "contacts": patient.contact_points.all(),
        "consents": list(lines),
        "may_log": may_enter(request.user, "treatment_new"),
        "waiting": waiting.order_by("rank"),
    }
    return render(request, "web/patient.html", context)

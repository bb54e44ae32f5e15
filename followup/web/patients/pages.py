"""Patients: find one, and read their course."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from followup.clinic.models import Patient
from followup.lib import clock
from followup.replies.models import ReviewItem
from followup.reports import conversation
from followup.web.access import may_enter
from followup.web.patients.contact_form import ContactForm
from followup.web.patients.finding import found, recent
from followup.web.reach import ways_of
from followup.web.requests import StaffRequest, is_fragment, note_view
from followup.web.review.item_page import marked, treatments_of


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Who was treated last; or a search, by POST, since a name has no place in an address."""
    text = request.POST.get("text", "").strip()
    staff = request.user
    patients = found(staff=staff, text=text) if text else recent(staff=staff)
    if request.method != "POST":
        note_view(request, subject="patients", subject_id=None, at=clock.now())
    context = {"text": text, "patients": patients, "route": "patient", "recent": not text}
    part = "web/parts/found.html" if is_fragment(request) else "web/patients/index.html"
    return render(request, part, context)


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The course of one patient: treatments, all that was said, all that is still planned."""
    return page(request, patient_of(request, pk))


def page(request: StaffRequest, patient: Patient, form: ContactForm | None = None) -> HttpResponse:
    """The patient's page, with what was wrong with `form` where there was something."""
    note_view(request, subject="patient", subject_id=patient.pk, at=clock.now())
    waiting = ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)
    context = {
        "patient": patient,
        "treatments": treatments_of(patient.pk),
        "turns": marked(conversation.with_patient(patient)),
        "ways": ways_of(patient),
        "form": form or ContactForm(),
        "may_log": may_enter(request.user, "treatment_new"),
        "may_edit": may_enter(request.user, "patient_contact"),
        "waiting": waiting.order_by("rank"),
    }
    return render(request, "web/patients/show.html", context)


def patient_of(request: StaffRequest, pk: int) -> Patient:
    visible = Patient.objects.visible_to(request.user).select_related("clinic")
    patient: Patient = get_object_or_404(visible, pk=pk)
    return patient

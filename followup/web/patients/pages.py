"""One patient: the course as a picture, all that was said, all that is still to come."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from followup.care.planning import zones_of_patient
from followup.clinic.models import Patient
from followup.lib import clock
from followup.messaging.models import InboundPhoto, PhotoState
from followup.replies.models import Note, ReviewItem
from followup.reports import conversation
from followup.web.access import may_enter
from followup.web.patients.contact_form import ContactForm
from followup.web.patients.course_of import course_of
from followup.web.patients.refused import Refused
from followup.web.patients.upcoming import upcoming_of
from followup.web.reach import ledger_of, ways_of
from followup.web.requests import StaffRequest, note_view
from followup.web.review.item_page import marked, treatments_of

# So much of the conversation at a time; what lies before it is a link away.
_TURNS = 40
_PHOTOS = 12
_NOTES = 50


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """All of one patient; a duplicate leads to the record that it was merged into."""
    patient = patient_of(request, pk)
    if patient.merged_into_id is not None:
        return redirect("patient", patient.merged_into_id)
    return page(request, patient)


def page(
    request: StaffRequest,
    patient: Patient,
    form: ContactForm | None = None,
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    """The patient's page, with what was wrong with `form`, or what was `refused`."""
    at = clock.now()
    note_view(request, subject="patient", subject_id=patient.pk, at=at)
    if patient.erased_at is not None:
        return render(request, "web/patients/erased.html", {"patient": patient})
    context = _told(request, patient, at) | {
        "patient": patient,
        "picture": course_of(patient, at=at),
        "upcoming": upcoming_of(patient, at=at, refused=refused),
        "refused": refused,
        "zone": zones_of_patient(patient)[0].key,
        "treatments": treatments_of(patient.pk),
        "ways": ways_of(patient),
        "ledger": ledger_of(patient),
        "notes": _notes(patient),
        "form": form or ContactForm(),
        "photos": _photos(patient),
        "waiting": _waiting(patient),
        "may_log": may_enter(request.user, "treatment_new"),
        "may_edit": may_enter(request.user, "patient_contact"),
        "may_merge": may_enter(request.user, "patient_merge"),
        "may_export": may_enter(request.user, "patient_export"),
        "may_erase": may_enter(request.user, "patient_erasure"),
    }
    return render(request, "web/patients/show.html", context)


def patient_of(request: StaffRequest, pk: int) -> Patient:
    visible = Patient.objects.visible_to(request.user).select_related("clinic", "therapist")
    patient: Patient = get_object_or_404(visible, pk=pk)
    return patient


def _told(request: StaffRequest, patient: Patient, at: datetime) -> dict[str, Any]:
    """The newest of the conversation, or what lies before a time; what is to come stands apart."""
    before = _instant(request.GET.get("before", ""))
    turns = [
        turn
        for turn in conversation.with_patient(patient, before=before)
        if turn.side != "planned" or turn.at <= at
    ]
    shown, earlier = conversation.newest(turns, most=_TURNS)
    return {"turns": marked(shown), "earlier": earlier, "before": before}


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _photos(patient: Patient) -> list[InboundPhoto]:
    stored = InboundPhoto.objects.filter(inbound__reply__patient=patient, state=PhotoState.STORED)
    return list(stored.select_related("inbound").order_by("-inbound__received_at", "pk")[:_PHOTOS])


def _notes(patient: Patient) -> list[Note]:
    kept = Note.objects.filter(patient=patient).exclude(body="", outcome="")
    return list(kept.select_related("by").order_by("-at", "-pk")[:_NOTES])


def _waiting(patient: Patient) -> list[ReviewItem]:
    open_items = ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)
    return list(open_items.order_by("rank", "waiting_since"))

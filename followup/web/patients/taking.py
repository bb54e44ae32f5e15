"""Everything that is held of one patient in one file: for machines, for people, and the photos."""

import json
import zipfile
from datetime import datetime
from io import BytesIO

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from followup.clinic import audit
from followup.clinic.models import Patient
from followup.lib import clock
from followup.messaging import photos
from followup.reports import patient_file
from followup.web.patients.pages import patient_of
from followup.web.requests import StaffRequest


@require_POST
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """A zip of patient.json, patient.html and the photos; the name of the file names nobody."""
    patient, at = patient_of(request, pk), clock.now()
    audit.record(
        clinic_id=patient.clinic_id,
        act="patient_exported",
        subject="patient",
        subject_id=pk,
        at=at,
        by=request.user,
    )
    answer = HttpResponse(packed(patient, at=at), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="patient-{pk}.zip"'
    return answer


def packed(patient: Patient, *, at: datetime) -> bytes:
    """The zip itself."""
    told = patient_file.everything(patient)
    sections = {name: rows for name, rows in told.items() if isinstance(rows, list) and rows}
    context = {"patient": patient, "facts": told["patient"], "sections": sections, "at": at}
    packet = BytesIO()
    with zipfile.ZipFile(packet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("patient.json", json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr("patient.html", render_to_string("web/patients/file.html", context))
        for photo in patient_file.photos_of(patient):
            archive.writestr(f"photos/{photo.pk}.jpg", photos.content(photo=photo))
    return packet.getvalue()

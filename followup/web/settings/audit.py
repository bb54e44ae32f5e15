"""The audit log: who did or saw what, searched, read in pages, and taken along as CSV."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from followup.clinic import audit as log
from followup.clinic.models import AuditEvent, Patient, Staff
from followup.lib import clock
from followup.reports import audit_trail
from followup.reports.audit_trail import Search
from followup.web.patients.finding import found as found_patients
from followup.web.requests import StaffRequest, note_view
from followup.web.settings import audit_words, menu

_ROUTE = "settings_audit"
_PAGE = 50
_MOST_LINES = 10_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WHAT = [
    ("", gettext_lazy("Everything")),
    ("changes", gettext_lazy("Only what was changed")),
    ("views", gettext_lazy("Only what was looked at")),
    ("patients", gettext_lazy("Patients")),
    ("treatments", gettext_lazy("Treatments")),
    ("list", gettext_lazy("The list")),
    ("messages", gettext_lazy("Messages")),
    ("wording", gettext_lazy("Templates and protocols")),
    ("settings", gettext_lazy("Settings")),
    ("staff", gettext_lazy("Staff")),
]


class SearchForm(forms.Form):
    """In the address, so that a page can be kept; a patient is there by number, never by name."""

    who = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=gettext_lazy("Anybody"),
    )
    what = forms.ChoiceField(label=gettext_lazy("What"), choices=_WHAT, required=False)
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    patient = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        who = self.fields["who"]
        if isinstance(who, forms.ModelChoiceField):
            who.queryset = Staff.objects.visible_to(staff).order_by("name")

    def search(self) -> Search:
        told = self.cleaned_data if self.is_valid() else {}
        who = told.get("who")
        return Search(
            who=who.pk if who else None,
            what=told.get("what", ""),
            patient=told.get("patient"),
            first=told.get("first"),
            last=told.get("last"),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    event: AuditEvent
    act: str
    details: list[str]
    patient: Patient | None


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest) -> HttpResponse:
    """A page of the log; by POST a patient is found by name, since that has no place in a GET."""
    form = SearchForm(request.GET, staff=request.user)
    search = form.search()
    events, rest = audit_trail.after(
        audit_trail.found(staff=request.user, search=search),
        before=form.cleaned_data.get("before"),
        count=_PAGE,
    )
    note_view(request, subject="audit", subject_id=search.patient, at=clock.now())
    text = request.POST.get("text", "").strip()
    context = menu.page(
        request.user,
        _ROUTE,
        form=form,
        lines=list(_lines(request.user, events)),
        next=_address(request, before=rest) if rest else "",
        csv=_address(request, before=None),
        about=_patient(request.user, search.patient),
        text=text,
        patients=found_patients(staff=request.user, text=text) if text else [],
    )
    return render(request, "web/settings/settings_audit.html", context)


@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The same search as CSV, at most the newest ten thousand lines."""
    at = clock.now()
    search = SearchForm(request.GET, staff=request.user).search()
    events = list(audit_trail.found(staff=request.user, search=search)[:_MOST_LINES])
    log.record(
        clinic_id=request.user.clinic_id,
        act="exported",
        subject="audit",
        subject_id=search.patient,
        at=at,
        by=request.user,
        details={"lines": len(events)},
    )
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.localtime(at):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows(_rows(request.user, events))
    return response


def _lines(staff: Staff, events: Sequence[AuditEvent]) -> Iterator[Line]:
    names, patients = audit_words.staff_names(staff), audit_trail.patients_of(events)
    for event in events:
        yield Line(
            event=event,
            act=audit_words.act(event),
            details=audit_words.details(event, names),
            patient=patients.get(event.pk),
        )


def _rows(staff: Staff, events: Sequence[AuditEvent]) -> Iterator[list[str]]:
    yield [_("When"), _("Who"), _("What"), _("Patient"), _("Details"), _("From where")]
    for line in _lines(staff, events):
        yield [_harmless(cell) for cell in _cells(line)]


def _cells(line: Line) -> list[str]:
    event = line.event
    return [
        _when(event.at),
        event.by.name if event.by else _("the system"),
        line.act,
        line.patient.full_name if line.patient else "",
        "; ".join(line.details),
        event.address or "",
    ]


def _when(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula, and runs it."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _patient(staff: Staff, pk: int | None) -> Patient | None:
    found: Patient | None = Patient.objects.visible_to(staff).filter(pk=pk or 0).first()
    return found


def _address(request: StaffRequest, **changed: int | None) -> str:
    asked: Mapping[str, Any] = request.GET.dict() | changed
    return "?" + urlencode({name: value for name, value in asked.items() if value})

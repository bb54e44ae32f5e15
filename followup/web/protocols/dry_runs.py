"""The dry run of a day: everything that would go, to whom, when and why; nothing is sent."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from followup.care.models import FollowUp, Treatment
from followup.care.reasons import left_out_words, moved_words
from followup.clinic.models import Patient
from followup.lib import clock
from followup.messaging import dry_run
from followup.messaging.ahead import Line
from followup.web.access import may_enter
from followup.web.requests import StaffRequest, note_view

# Replies, new treatments and refusals pile up: further ahead nothing can be foreseen.
_FARTHEST = timedelta(days=14)
_SHOWN = 300


class DayForm(forms.Form):
    """Which day, on the clinic's calendar."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Choose a day."),
        },
    )

    def __init__(self, sent: object, *, today: date) -> None:
        usual = {"day": (today + timedelta(days=1)).isoformat()}
        super().__init__(sent or usual)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not self.today <= day <= self.today + _FARTHEST:
            raise forms.ValidationError(_("Choose today or one of the fourteen days after it."))
        return day


@dataclass(frozen=True, slots=True)
class Shown:
    """One line in the clinic's own time, with the patient's name."""

    line: Line
    at: datetime
    name: str
    treatment: Treatment | None

    @property
    def why(self) -> str:
        """Why it is not sent, or why not when its stop says."""
        return _why(self.line)


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Tomorrow, or the day that was chosen."""
    at = clock.now()
    note_view(request, subject="dry_run", subject_id=None, at=at)
    form, lines = _foreseen(request, at)
    context = {
        "form": form,
        "day": form.cleaned_data.get("day") if form.is_valid() else None,
        "shown": _named(request, lines[:_SHOWN]),
        "more": max(0, len(lines) - _SHOWN),
        "sent": sum(line.outcome == "send" for line in lines),
        "counted": sorted(
            Counter((line.outcome, _why(line)) for line in lines if line.outcome != "send").items(),
            key=lambda pair: -pair[1],
        ),
        "may_keep": may_enter(request.user, "dry_run_csv"),
    }
    return render(request, "web/protocols/dry_run.html", context)


@require_safe
def as_csv(request: StaffRequest) -> HttpResponse:
    """The same as a file; patients by their number, contacts masked."""
    at = clock.now()
    form, lines = _foreseen(request, at)
    if not form.is_valid():
        return show(request)
    note_view(request, subject="dry_run_csv", subject_id=None, at=at)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"dry-run-{form.cleaned_data['day']}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = csv.writer(response)
    rows.writerow(("time", "patient", "message", "outcome", "channel", "to", "why"))
    zone = ZoneInfo(request.user.clinic.time_zone)
    for line in lines:
        local = line.at.astimezone(zone).isoformat(timespec="minutes")
        outcome = "send unless answered" if _is_conditional(line) else line.outcome
        rows.writerow(
            (local, line.patient_id, line.kind, outcome, line.channel, line.to, _why(line))
        )
    return response


def _foreseen(request: StaffRequest, at: datetime) -> tuple[DayForm, list[Line]]:
    clinic = request.user.clinic
    zone = ZoneInfo(clinic.time_zone)
    form = DayForm(request.GET, today=at.astimezone(zone).date())
    if not form.is_valid():
        return form, []
    starts = datetime.combine(form.cleaned_data["day"], time(), tzinfo=zone)
    ends = datetime.combine(form.cleaned_data["day"] + timedelta(days=1), time(), tzinfo=zone)
    return form, dry_run.foresee(clinic=clinic, starts=starts, ends=ends, at=at)


def _named(request: StaffRequest, lines: list[Line]) -> list[Shown]:
    zone = ZoneInfo(request.user.clinic.time_zone)
    own = Patient.objects.visible_to(request.user)
    patients = own.in_bulk({line.patient_id for line in lines})
    visits = FollowUp.objects.visible_to(request.user).select_related("treatment")
    follow_ups = visits.in_bulk({line.follow_up_id for line in lines if line.follow_up_id})
    treatments = {pk: follow_up.treatment for pk, follow_up in follow_ups.items()}
    return [
        Shown(
            line,
            line.at.astimezone(zone),
            patients[line.patient_id].full_name,
            treatments.get(line.follow_up_id or 0),
        )
        for line in lines
        if line.patient_id in patients
    ]


def _is_conditional(line: Line) -> bool:
    return line.unless_answered and line.outcome == "send"


def _why(line: Line) -> str:
    if line.outcome == "skip":
        return left_out_words(line.reason)
    if line.outcome == "hold":
        return moved_words(line.reason)
    moved = moved_words(line.reason) if line.reason else ""
    if not _is_conditional(line):
        return moved
    unless = _("unless they answer before")
    return f"{unless}; {moved}" if moved else unless

"""The two forms of one page: the patient, where they are new, and the visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext

from followup.care.models import Treatment
from followup.clinic.models import Patient
from followup.web.moments import moment
from followup.web.patients.finding import shown
from followup.web.requests import StaffRequest
from followup.web.treatments.patient_form import PatientForm
from followup.web.treatments.visit_form import VisitForm

NEW = "new"


@dataclass(frozen=True, slots=True)
class LogForms:
    """`who` is a patient who is known; where nobody is, `new` is asked."""

    who: Patient | None
    new: PatientForm
    visit: VisitForm

    @classmethod
    def of(cls, request: StaffRequest, *, at: datetime) -> LogForms | None:
        """The forms for the patient that the request names; None where it names nobody."""
        sent = request.POST if request.method == "POST" else None
        named = (sent or request.GET).get("patient", "")
        if named != NEW and not named.isdecimal():
            return None
        own = shown(request.user)
        who = None if named == NEW else get_object_or_404(own, pk=int(named))
        return cls(
            who=who,
            new=PatientForm(None if who else sent, clinic=request.user.clinic, at=at),
            visit=VisitForm(sent, staff=request.user, at=at),
        )

    @property
    def patient_value(self) -> str:
        """What the form carries to name the patient."""
        return str(self.who.pk) if self.who else NEW

    def are_valid(self) -> bool:
        """Both are asked, so that all faults are shown at once."""
        return all([self.who is not None or self.new.is_valid(), self.visit.is_valid()])

    def ask_again(self, twin: Treatment) -> None:
        """The same patient within half a day: a slip, or really two treatments?"""
        when = timezone.localtime(twin.treated_at)
        self.visit.add_error(
            "again",
            gettext(
                "A treatment of %(when)s is logged already. "
                "If this is another one, tick the box and log it again."
            )
            % {"when": moment(when)},
        )

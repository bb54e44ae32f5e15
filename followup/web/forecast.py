"""What will be sent after the treatment that is being logged, and what stands in its way."""

from datetime import datetime
from typing import Any

from followup.care import planning
from followup.care.shipped import NoProtocolError
from followup.care.whose_hours import zones_of
from followup.clinic.models import Channel, Patient
from followup.web.log_forms import LogForms
from followup.web.patient_form import PatientForm
from followup.web.reach import channels_of


def forecast(forms: LogForms, *, at: datetime) -> dict[str, Any]:
    """The context of web/parts/preview.html; `missing` says what is to be filled in first."""
    forms.new.is_valid()
    if not forms.visit.is_valid():
        return {"missing": [str(words[0]) for words in forms.visit.errors.values()]}
    clinic = forms.visit.clinic
    facts = _of_patient(forms.who) if forms.who else _of_form(forms.new)
    try:
        steps = planning.preview(
            clinic=clinic, patient_facts=facts, visit=forms.visit.visit(), at=at
        )
    except NoProtocolError as refusal:
        return {"missing": [str(refusal)]}
    own = zones_of(clinic_zone=clinic.time_zone, time_zone=facts.time_zone, number=facts.number)[0]
    plan = {
        "going": [step for step in steps if not (step.left_out or step.gives_way)],
        "kept_back": [step for step in steps if step.left_out or step.gives_way],
    }
    return {"plan": plan, "zone": own.key, "channels": _channels(forms)}


def _of_patient(patient: Patient) -> planning.PatientFacts:
    points = patient.contact_points.filter(channel=Channel.SMS)
    number = next((point.value for point in points), "")
    return planning.PatientFacts(time_zone=patient.time_zone, number=number, patient_id=patient.pk)


def _of_form(form: PatientForm) -> planning.PatientFacts:
    told = form.cleaned_data
    return planning.PatientFacts(time_zone=told.get("time_zone", ""), number=told.get("phone", ""))


def _channels(forms: LogForms) -> tuple[str, ...]:
    """By which ways anything can be sent at all: a contact, and a consent to it."""
    if forms.who is not None:
        return channels_of(forms.who)
    told = forms.new.cleaned_data
    agreed = {
        Channel.SMS.value: told.get("phone") and told.get("consent_sms"),
        Channel.EMAIL.value: told.get("email") and told.get("consent_email"),
    }
    return tuple(channel for channel, agrees in agreed.items() if agrees)

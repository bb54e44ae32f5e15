"""What will be sent after the treatment that is being logged, and what stands in its way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from followup.care import planning
from followup.care.planning import PatientFacts, PreviewLine, Visit
from followup.care.shipped import NoProtocolError
from followup.clinic.models import Channel, Clinic, Language, Patient
from followup.messaging import words
from followup.messaging.render import TemplateError
from followup.messaging.variants import variant_of
from followup.web import letters
from followup.web.reach import channels_of
from followup.web.treatments.log_forms import LogForms
from followup.web.treatments.patient_form import PatientForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who will read it: a patient who is known, or the one that the form is about."""

    first_name: str
    language: str
    facts: PatientFacts
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One message to be sent, with its very words; only an email has a subject."""

    line: PreviewLine
    words: str
    subject: str = ""


def forecast(forms: LogForms, *, at: datetime) -> dict[str, Any]:
    """The context of web/treatments/preview.html; `missing` says what is to be filled in first."""
    forms.new.is_valid()
    if not forms.visit.is_valid():
        return {"missing": [str(said[0]) for said in forms.visit.errors.values()]}
    clinic, visit = forms.visit.clinic, forms.visit.visit()
    reader = _known(forms.who) if forms.who else _new(forms.new)
    try:
        lines = planning.preview(clinic=clinic, patient_facts=reader.facts, visit=visit, at=at)
    except NoProtocolError as refusal:
        return {"missing": [str(refusal)]}
    kept_back = [line for line in lines if line.left_out or line.gives_way]
    return {
        "steps": [_step(clinic, reader, visit, line) for line in lines if line not in kept_back],
        "kept_back": kept_back,
        "channels": reader.channels,
        "language": reader.language,
        "zone": reader.facts.time_zone or clinic.time_zone,
    }


def _known(patient: Patient) -> Reader:
    points = patient.contact_points.filter(channel=Channel.SMS)
    number = next((point.value for point in points), "")
    return Reader(
        first_name=patient.first_name,
        language=patient.language,
        facts=PatientFacts(time_zone=patient.time_zone, number=number, patient_id=patient.pk),
        channels=channels_of(patient),
    )


def _new(form: PatientForm) -> Reader:
    told = form.cleaned_data
    agreed = {
        Channel.SMS.value: told.get("phone") and told.get("consent_sms"),
        Channel.EMAIL.value: told.get("email") and told.get("consent_email"),
    }
    return Reader(
        first_name=told.get("first_name", ""),
        language=told.get("language", Language.EN),
        facts=PatientFacts(time_zone=told.get("time_zone", ""), number=told.get("phone", "")),
        channels=tuple(channel for channel, agrees in agreed.items() if agrees),
    )


def _step(clinic: Clinic, reader: Reader, visit: Visit, line: PreviewLine) -> Step:
    """As they will read on the first channel; texts where none is open yet."""
    channel = reader.channels[0] if reader.channels else Channel.SMS.value
    variables = words.variables_for(
        clinic=clinic,
        channel=channel,
        language=reader.language,
        variant=variant_of(kind=line.kind, slug=line.slug, offset_days=line.offset_days, asks=()),
        first_name=reader.first_name,
        region=visit.regions[0],
        condition=visit.condition,
        next_visit_at=visit.next_visit_at,
        at=line.due_at,
        zone=line.due_at.tzinfo,
    )
    try:
        composed = words.compose(
            clinic=clinic,
            kind=line.kind,
            channel=channel,
            language=reader.language,
            variables=variables,
        )
    except TemplateError as fault:
        return Step(line, str(fault))
    if channel == Channel.EMAIL:
        return Step(line, letters.plain(composed.body), composed.subject)
    return Step(line, composed.body)

"""The form of what is known of a patient, and of how they would like to be written to."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Anticoagulant, Channel, Language, Patient, Staff
from followup.clinic.upkeep import PatientFacts
from followup.web.phrases import place

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip


class FactsForm(forms.Form):
    """Names as they are said to the patient; all else as it is judged and sent by."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        error_messages={"required": _("Write their first name.")},
    )
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("What is sent from now on is written in it, and replies are read in it."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    therapist = forms.ModelChoiceField(
        label=_("Therapist"), queryset=Staff.objects.none(), required=False, empty_label=_("Nobody")
    )
    anticoagulant = forms.ChoiceField(label=_("Blood thinner"), choices=Anticoagulant.choices)
    preferred_channel = forms.ChoiceField(
        label=_("Write to them by"),
        required=False,
        choices=[
            ("", _("As the protocol says")),
            (Channel.SMS, _("Text first")),
            (Channel.EMAIL, _("Email first")),
        ],
    )
    neutral_words = forms.BooleanField(
        label=_("Never name a body part in their texts"), required=False
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For staff only. Nothing of it is ever sent."),
        error_messages={"max_length": _("The note is too long. Keep it under 4,000 characters.")},
    )

    def __init__(self, told: Any = None, *, patient: Patient) -> None:
        known = {field.name: getattr(patient, field.name) for field in fields(PatientFacts)}
        super().__init__(told, initial=known)
        self.label_suffix = ""
        self.fields["therapist"].queryset = (  # type: ignore[attr-defined]
            Staff.objects.filter(clinic=patient.clinic_id, is_active=True).order_by("name")
        )
        names = dict.fromkeys([*ZONES, patient.clinic.time_zone, patient.time_zone])
        own = _("As the clinic: %(zone)s") % {"zone": place(patient.clinic.time_zone)}
        zones = [(name, place(name)) for name in names if name]
        self.fields["time_zone"].choices = [("", own), *zones]  # type: ignore[attr-defined]

    def facts(self) -> PatientFacts:
        """What was written, once it is valid."""
        return PatientFacts(**self.cleaned_data)

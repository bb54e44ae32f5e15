"""The form of a new patient: name, how they are reached, and what they agreed to."""

import zoneinfo
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from followup.clinic import contacts
from followup.clinic.contacts import ContactError
from followup.clinic.intake import PatientFacts
from followup.clinic.models import Anticoagulant, Channel, Clinic, Language
from followup.clinic.phone import PhoneError

_ZONES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Puerto Rico",
}


class PatientForm(forms.Form):
    """Numbers are kept as they were typed until they are stored."""

    first_name = forms.CharField(
        max_length=80, error_messages={"required": _("Write the first name that messages greet.")}
    )
    last_name = forms.CharField(max_length=80, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        required=False,
        help_text=_("In any format, with the area code"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(choices=Language.choices, initial=Language.EN)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    anticoagulant = forms.ChoiceField(
        label=_("Takes a blood thinner"),
        choices=Anticoagulant.choices,
        initial=Anticoagulant.UNKNOWN,
    )
    consent_sms = forms.BooleanField(label=_("Agrees to texts"), required=False)
    consent_email = forms.BooleanField(label=_("Agrees to emails"), required=False)
    consent_on = forms.DateField(
        label=_("Agreed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day on which the patient agreed.")},
    )

    def __init__(self, *args: Any, clinic: Clinic, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"consent_on": timezone.localdate(at)})
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._clinic, self._at = clinic, at
        others = [(zone, words) for zone, words in _ZONES.items() if zone != clinic.time_zone]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), required=False, choices=[("", gettext("The clinic's")), *others]
        )

    def clean_phone(self) -> str:
        return self._stored(Channel.SMS, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return self._stored(Channel.EMAIL, self.cleaned_data["email"])

    def clean_consent_on(self) -> datetime | None:
        """Noon of that day at the clinic, but never later than now."""
        day = self.cleaned_data["consent_on"]
        if day is None:
            return None
        if day > timezone.localdate(self._at):
            raise forms.ValidationError(
                gettext("This day is still to come. Write when they agreed.")
            )
        zone = zoneinfo.ZoneInfo(self._clinic.time_zone)
        return min(datetime.combine(day, time(12), tzinfo=zone), self._at)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if {"phone", "email"} <= told.keys() and not (told["phone"] or told["email"]):
            self.add_error("phone", gettext("Write a phone number or an email address."))
        return told

    def facts(self) -> PatientFacts:
        """What was filled in, once it is valid; a box left empty says nothing."""
        told = self.cleaned_data
        return PatientFacts(
            first_name=told["first_name"],
            last_name=told["last_name"],
            phone=told["phone"],
            email=told["email"],
            language=told["language"],
            time_zone=told["time_zone"],
            anticoagulant=told["anticoagulant"],
            consents={
                Channel.SMS: told["consent_sms"] or None,
                Channel.EMAIL: told["consent_email"] or None,
            },
            consent_at=told["consent_on"],
        )

    def _stored(self, channel: str, value: str) -> str:
        if not value.strip():
            return ""
        try:
            return contacts.normal(channel=channel, value=value, country=self._clinic.country)
        except (PhoneError, ContactError) as error:
            raise forms.ValidationError(str(error)) from None

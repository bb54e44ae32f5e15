"""The forms of a clinic's own decisions; their fields are named as those of Clinic."""

import zoneinfo
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.clinic import phone, policy
from followup.clinic.models import Clinic, OptOutReply

_US = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip


def _zones() -> list[tuple[Any, Any]]:
    others = sorted(zoneinfo.available_timezones() - set(_US))
    return [
        (gettext_lazy("United States"), [(name, name.replace("_", " ")) for name in _US]),
        (gettext_lazy("Elsewhere"), [(name, name.replace("_", " ")) for name in others]),
    ]


class DecisionForm(forms.Form):
    """Some decisions as they stand; `seen` notices when somebody else changed them meanwhile."""

    decided: ClassVar[tuple[str, ...]] = ()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        self.clinic = clinic
        kwargs.setdefault("initial", self.standing())
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def standing(self) -> dict[str, Any]:
        """What the fields show at first."""
        stands = {name: getattr(self.clinic, name) for name in self.decided}
        return stands | {"seen": policy.mark(self.clinic, self.decided)}

    def changes(self) -> Mapping[str, Any]:
        """What was decided, once the form is valid."""
        return {name: self.cleaned_data[name] for name in self.decided}


class ClinicForm(DecisionForm):
    decided = ("name", "phone", "time_zone", "consent_wording", "weekly_digest")
    name = forms.CharField(
        label=gettext_lazy("Name, as patients see it"),
        max_length=80,
        help_text=gettext_lazy("It stands in every text and email. A short one keeps texts short."),
        error_messages={"required": gettext_lazy("Write the name of the clinic.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Number that patients may call"),
        max_length=32,
        help_text=gettext_lazy("As it should be read in the messages, such as 719-555-0100."),
        error_messages={"required": gettext_lazy("Write the number that patients may call.")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zones,
        help_text=gettext_lazy(
            "Times on these pages, closed days, and the hours of patients who live in no other "
            "zone follow it. What is planned already keeps its time, and waits where the clinic "
            "would then be closed."
        ),
    )
    consent_wording = forms.CharField(
        label=gettext_lazy("What patients agree to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Read to the patient when consent is written down, and kept with it. Changing it "
            "changes no consent that was given before. Have your counsel read it."
        ),
    )

    weekly_digest = forms.BooleanField(
        label=gettext_lazy("Email admins last week's figures on Monday morning"),
        required=False,
        help_text=gettext_lazy("Counts and rates only: no name, and no words of a patient."),
    )

    def clean_phone(self) -> str:
        written: str = self.cleaned_data["phone"]
        _dialled(written, self.clinic)
        return written


class MessagesForm(DecisionForm):
    decided = ("cap_per_day", "cap_per_week", "neutral_words", "opt_out_reply")
    cap_per_day = forms.IntegerField(
        label=gettext_lazy("Automated messages to one patient a day, at most"),
        min_value=1,
        max_value=10,
    )
    cap_per_week = forms.IntegerField(
        label=gettext_lazy("Automated messages to one patient a week, at most"),
        min_value=1,
        max_value=30,
        help_text=gettext_lazy(
            "Safety texts, and answers to what a patient wrote, are never held back by it."
        ),
    )
    neutral_words = forms.BooleanField(
        label=gettext_lazy("Leave body parts and needling out of texts"),
        required=False,
        help_text=gettext_lazy(
            "Texts are not encrypted, and others may see the phone. Emails are not touched by it."
        ),
    )
    opt_out_reply = forms.ChoiceField(
        label=gettext_lazy("Who answers STOP, START and HELP"),
        choices=[
            (
                OptOutReply.PROVIDER.value,
                gettext_lazy("The provider: Twilio's default, right for nearly everybody"),
            ),
            (
                OptOutReply.CLINIC.value,
                gettext_lazy("Followup: only where the provider's own answers are switched off"),
            ),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("STOP counts at once either way. This only decides who says so."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        day, week = told.get("cap_per_day"), told.get("cap_per_week")
        if day and week and week < day:
            self.add_error(
                "cap_per_week", _("A week holds at least as many messages as a day. Write more.")
            )
        return told


class SendingForm(DecisionForm):
    decided = ("sms_number", "messaging_service", "email_from")
    sms_number = forms.CharField(
        label=gettext_lazy("Number that texts come from"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("One that Twilio gave you, such as +1 719 555 0150."),
    )
    messaging_service = forms.RegexField(
        r"^MG[0-9a-fA-F]{32}$",
        label=gettext_lazy("Messaging service"),
        required=False,
        help_text=gettext_lazy(
            "Where Twilio chooses among several numbers: its id, MG and 32 letters and digits."
        ),
        error_messages={
            "invalid": gettext_lazy("Copy the whole id from Twilio: MG and 32 letters and digits.")
        },
    )
    email_from = forms.EmailField(
        label=gettext_lazy("Address that emails come from"),
        required=False,
        help_text=gettext_lazy("Of a domain that your mail provider may send for."),
    )

    def clean_sms_number(self) -> str:
        written: str = self.cleaned_data["sms_number"]
        if not written:
            return ""
        stored = _dialled(written, self.clinic)
        if Clinic.objects.exclude(pk=self.clinic.pk).filter(sms_number=stored).exists():
            raise forms.ValidationError(
                _("Another clinic texts from this number. Each clinic needs one of its own.")
            )
        return stored

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        named = told.get("sms_number") or told.get("messaging_service")
        if not named and not self.errors:
            self.add_error("sms_number", _("Write a number or a messaging service to text from."))
        return told


class SecondFactorForm(DecisionForm):
    decided = ("second_factor_required",)
    second_factor_required = forms.BooleanField(
        label=gettext_lazy("Everybody needs a second factor to sign in"),
        required=False,
        help_text=gettext_lazy(
            "A code from an app on their phone, beside the password. Whoever has none yet is led "
            "to set it up before they see anything else, you included."
        ),
    )


_MONTHS: list[tuple[Any, Any]] = [
    ("", gettext_lazy("Until somebody erases them by hand")),
    (3, gettext_lazy("3 months")),
    (6, gettext_lazy("6 months")),
    (12, gettext_lazy("1 year")),
    (24, gettext_lazy("2 years")),
    (36, gettext_lazy("3 years")),
    (60, gettext_lazy("5 years")),
    (84, gettext_lazy("7 years")),
    (120, gettext_lazy("10 years")),
]


class KeepingForm(DecisionForm):
    decided = ("words_kept_months", "photos_kept_months", "patients_kept_months")
    words_kept_months = forms.TypedChoiceField(
        label=gettext_lazy("Words of texts and emails"),
        choices=_MONTHS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "What patients wrote and what they were sent. Soreness, bruising, times and what was "
            "done about a reply stay, so that the course and the reports do."
        ),
    )
    photos_kept_months = forms.TypedChoiceField(
        label=gettext_lazy("Photos"), choices=_MONTHS, coerce=int, empty_value=None, required=False
    )
    patients_kept_months = forms.TypedChoiceField(
        label=gettext_lazy("Patients who were not treated and did not write since"),
        choices=_MONTHS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "Their names, numbers and words. What they agreed to, the audit log, and scores "
            "without a name stay. Most states ask for 6 to 10 years of records: ask your counsel."
        ),
    )


def _dialled(written: str, clinic: Clinic) -> str:
    try:
        return phone.e164(written, country=clinic.country)
    except phone.PhoneError as error:
        raise forms.ValidationError(str(error)) from None

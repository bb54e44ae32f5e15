"""The two small forms of a patient's page: another phone or address, and what they agreed to."""

from typing import Any

from django import forms

from followup.clinic.models import Channel


class ContactForm(forms.Form):
    """A phone or an address in one field, since nobody mistakes one for the other."""

    value = forms.CharField(
        label="Phone or email",
        max_length=254,
        help_text="A mobile number with the area code, or an email address",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write a phone number or an email address."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    @property
    def channel(self) -> Channel:
        """What it is, once it is valid."""
        return Channel.EMAIL if "@" in self.cleaned_data["value"] else Channel.SMS


class ConsentForm(forms.Form):
    """`says` is the button that was pressed."""

    channel = forms.ChoiceField(choices=Channel.choices)
    says = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

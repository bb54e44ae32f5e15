"""The small forms of one planned message: why it is skipped, and when it goes instead."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from followup.care.reasons import BY_HAND

_LOCAL = "%Y-%m-%dT%H:%M"


class SkipForm(forms.Form):
    """Why a person skips it."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[(code, capfirst(words)) for code, words in BY_HAND.items()],
        error_messages={"required": _("Say why it is skipped.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class MoveForm(forms.Form):
    """When it goes instead, on the patient's clock: whoever shows it sets their zone."""

    to = forms.DateTimeField(
        label=_("New time, where the patient is"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        error_messages={
            "required": _("Write the date and the time."),
            "invalid": _("Write the date and the time."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

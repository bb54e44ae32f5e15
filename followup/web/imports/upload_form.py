"""The form that takes a file of treatments."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """One file; whether it can be read is found out when it is stored."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose the file that your records exported."),
            "empty": _("The file is empty. Export the day's treatments again."),
        },
        max_length=200,
    )

    def __init__(self, *args: Any, length: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._length = length

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self._length > settings.IMPORT_MAX_BYTES:
            self.errors.pop("file", None)
            words = gettext("The file is larger than %(most)s MB. Split it and import the parts.")
            self.add_error("file", words % {"most": settings.IMPORT_MAX_BYTES // 1_000_000})
        return told

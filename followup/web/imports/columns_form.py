"""The form on which somebody says what each column of their export holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from followup.care import treatment_columns

LABELS = {
    "visit_id": _("Visit number in your records"),
    "patient_id": _("Patient number in your records"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "name": _("Whole name"),
    "phone": _("Mobile phone"),
    "email": _("Email"),
    "treated_at": _("Day and time of the visit"),
    "treated_on": _("Day of the visit"),
    "treated_time": _("Time of the visit"),
    "regions": _("Regions treated"),
    "consent_sms": _("Agrees to texts"),
    "consent_email": _("Agrees to emails"),
    "consent_at": _("Agreed on"),
    "language": _("Language"),
    "therapist": _("Therapist"),
    "next_visit_at": _("Next visit"),
    "condition": _("Condition"),
    "muscles": _("Muscles"),
    "estim": _("Electrical stimulation"),
    "visit_number": _("Visit number in the series"),
    "series_length": _("Visits in the series"),
    "anticoagulant": _("Takes a blood thinner"),
    "time_zone": _("Time zone"),
    "row": _("Row"),
}
# What a row says that is neither, such as that it holds too many cells.
_LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One column of the file: its name there, some of its values, and the field for what it is."""

    name: str
    samples: Sequence[str]
    field: forms.BoundField


class ColumnsForm(forms.Form):
    """A choice for each column, by its place in the file."""

    def __init__(
        self, *args: Any, names: Sequence[str], samples: Sequence[Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._names, self._samples = names, samples
        choices = [(name, LABELS[name]) for name in treatment_columns.COLUMNS]
        for place, name in enumerate(names):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or gettext("Column %(number)s") % {"number": place + 1},
                required=False,
                choices=[(_LEFT_OUT, _("Not needed")), *choices],
            )

    def asked(self) -> Iterator[Asked]:
        """The columns as the page shows them."""
        for place, name in enumerate(self._names):
            yield Asked(name, self._samples[place], self[f"column_{place}"])

    def columns(self) -> list[str]:
        """What each column holds, once it is valid."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self._names))]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        columns = self.columns()
        for name in treatment_columns.twice(columns):
            words = gettext("More than one column is said to hold: %(what)s. Choose one.")
            self.add_error(None, words % {"what": LABELS[name]})
        either = gettext(" or ")
        for names in treatment_columns.missing(columns):
            words = gettext("No column is said to hold: %(what)s.")
            self.add_error(None, words % {"what": either.join(str(LABELS[n]) for n in names)})
        return told

"""The form of one visit: what was done, where, when, and when the patient comes again."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from followup.care.planning import Visit
from followup.clinic.access import Act, may
from followup.clinic.models import Staff
from followup.web.phrases import region

# The leading region stands first; of several, the plan follows the one that needs most care.
GROUPS = {
    _("Leg"): ("knee", "thigh", "calf", "shin", "ankle", "foot"),
    _("Hip and low back"): ("hip", "groin", "glute", "pelvis", "low_back", "sacrum"),
    _("Trunk"): ("upper_back", "scapula", "rib", "chest", "abdomen"),
    _("Neck and head"): ("neck", "shoulder", "jaw", "head"),
    _("Arm"): ("upper_arm", "elbow", "forearm", "wrist", "hand"),
}
# A clock that is a few minutes ahead is no mistake.
_AHEAD = timedelta(minutes=15)
_LOCAL = "%Y-%m-%dT%H:%M"
_LONGEST_MUSCLE = 80
_FOLDED = ("condition", "muscles", "visit_number", "series_length", "estim")


class VisitForm(forms.Form):
    """Times are the clinic's: the gate has set its zone."""

    regions = forms.MultipleChoiceField(
        choices=[(name, region(name)) for names in GROUPS.values() for name in names],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one region.")},
    )
    treated_at = forms.DateTimeField(
        label=_("Treated at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        error_messages={
            "required": _("Write when the treatment was."),
            "invalid": _("Write the date and the time of the treatment."),
        },
    )
    therapist = forms.ModelChoiceField(
        queryset=Staff.objects.none(), required=False, empty_label=_("Not said")
    )
    muscles = forms.CharField(
        required=False,
        max_length=400,
        help_text=_("With commas between: vastus lateralis, popliteus"),
    )
    condition = forms.CharField(
        required=False, max_length=80, widget=forms.TextInput(attrs={"list": "conditions"})
    )
    estim = forms.BooleanField(label=_("With electrical stimulation"), required=False)
    visit_number = forms.IntegerField(label=_("Visit number"), required=False, min_value=1)
    series_length = forms.IntegerField(label=_("Of how many"), required=False, min_value=1)
    next_visit_at = forms.DateTimeField(
        label=_("Next visit"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        error_messages={"invalid": _("Write the date and the time of the next visit.")},
    )
    again = forms.BooleanField(label=_("This is another treatment. Log it too."), required=False)

    def __init__(self, *args: Any, staff: Staff, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"treated_at": at, "therapist": _if_treating(staff)})
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._at, self.clinic = at, staff.clinic
        colleagues = Staff.objects.visible_to(staff).filter(is_active=True)
        treating = [each.pk for each in colleagues if may(each, Act.REVIEW)]
        therapist = self.fields["therapist"]
        if isinstance(therapist, forms.ModelChoiceField):
            therapist.queryset = colleagues.filter(pk__in=treating).order_by("name")

    def clean_treated_at(self) -> datetime:
        treated_at: datetime = self.cleaned_data["treated_at"]
        if treated_at > self._at + _AHEAD:
            words = gettext("This time is still to come. Write when the treatment was.")
            raise forms.ValidationError(words)
        return treated_at

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        treated_at, next_visit_at = told.get("treated_at"), told.get("next_visit_at")
        if treated_at and next_visit_at and next_visit_at <= treated_at:
            self.add_error("next_visit_at", gettext("The next visit comes after the treatment."))
        number, length = told.get("visit_number"), told.get("series_length")
        if number and length and number > length:
            words = gettext("Visit %(number)s cannot be one of %(length)s.")
            self.add_error("series_length", words % {"number": number, "length": length})
        if any(len(muscle) > _LONGEST_MUSCLE for muscle in _listed(told.get("muscles", ""))):
            self.add_error("muscles", gettext("Write the muscles with commas between them."))
        return told

    def says_more(self) -> bool:
        """Whether what is folded away holds something, or something wrong."""
        return any(self[name].value() or self[name].errors for name in _FOLDED)

    def groups(self) -> list[tuple[str, list[forms.boundfield.BoundWidget]]]:
        """The checkboxes, by part of the body."""
        boxes = {box.data["value"]: box for box in self["regions"]}
        return [(str(title), [boxes[name] for name in names]) for title, names in GROUPS.items()]

    def visit(self) -> Visit:
        """What was filled in, once it is valid."""
        told = self.cleaned_data
        therapist = told["therapist"]
        return Visit(
            treated_at=told["treated_at"],
            regions=tuple(told["regions"]),
            muscles=tuple(_listed(told["muscles"])),
            condition=told["condition"],
            estim=told["estim"],
            therapist=therapist,
            therapist_name=therapist.name if therapist else "",
            visit_number=told["visit_number"],
            series_length=told["series_length"],
            next_visit_at=told["next_visit_at"],
        )


def _if_treating(staff: Staff) -> Staff | None:
    return staff if may(staff, Act.REVIEW) else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]

"""Which treatments the reports speak of: days, therapist, region and protocol, by the address."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.care.models import Protocol
from followup.care.regions import REGIONS
from followup.clinic.models import Staff
from followup.reports.scope import Scope
from followup.web.phrases import region

_USUAL = timedelta(days=28)
_LONGEST = timedelta(days=5 * 366)


class ScopeForm(forms.Form):
    """All of it has a default, so that the page opens with something to see."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("To and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    therapist = forms.ModelChoiceField(
        label=gettext_lazy("Therapist"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    protocol = forms.ModelChoiceField(
        label=gettext_lazy("Protocol"),
        queryset=Protocol.objects.none(),
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, asked: QueryDict, *, staff: Staff, at: datetime) -> None:
        self.staff = staff
        self.zone = ZoneInfo(staff.clinic.time_zone)
        today = at.astimezone(self.zone).date()
        given = {name: asked[name] for name in self.base_fields if asked.get(name)}
        usual = {"since": (today - _USUAL).isoformat(), "until": today.isoformat()}
        super().__init__(usual | given)
        therapists = Staff.objects.visible_to(staff).filter(treatments__isnull=False)
        self.fields["therapist"].queryset = therapists.distinct().order_by("name")  # type: ignore[attr-defined]
        self.fields["protocol"].queryset = (  # type: ignore[attr-defined]
            Protocol.objects.visible_to(staff).order_by("name")
        )
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((name, region(name)) for name in REGIONS),
        ]
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = _("Write a day such as 2026-03-02.")

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if isinstance(since, date) and isinstance(until, date):
            if until < since:
                self.add_error("until", _("Choose a day that is not before the first."))
            elif until - since > _LONGEST:
                self.add_error("since", _("Choose five years at most."))
        return given

    def scope(self) -> Scope:
        """Of a form that is valid."""
        given = self.cleaned_data
        return Scope(
            staff=self.staff,
            since=self._midnight(given["since"]),
            until=self._midnight(given["until"] + timedelta(days=1)),
            therapist=given["therapist"].pk if given["therapist"] else None,
            region=given["region"],
            protocol=given["protocol"].pk if given["protocol"] else None,
        )

    def query(self) -> str:
        """What was asked for, to be carried on to the next page."""
        said = QueryDict(mutable=True)
        said.update({name: self.data[name] for name in self.fields if self.data.get(name)})
        return said.urlencode()

    def _midnight(self, day: date) -> datetime:
        """In UTC, so that a difference of two of them is a length of time."""
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)

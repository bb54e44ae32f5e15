"""The hours of a week as they are written in a form and said in words."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from followup.care.hours import WEEKDAYS, Daily
from followup.care.whose_hours import weekdays
from followup.clinic.models import Clinic, WindowSet
from followup.web.settings.decisions import DecisionForm

_MONDAY = date(2026, 1, 5)
DAYS = range(7)
_QUARTER = 900
_TIME = {"type": "time", "min": "08:00", "max": "21:00", "step": _QUARTER}


def day_name(day: int) -> str:
    """Monday for 0."""
    return dateformat.format(_MONDAY + timedelta(days=day), "l")


def _short(day: int) -> str:
    return dateformat.format(_MONDAY + timedelta(days=day), "D")


def week_words(week: Sequence[Any]) -> str:
    """Mon-Fri 9:00 AM-7:00 PM, Sat closed; from the hours as they are stored, or as values."""
    parts = []
    for daily, days in groupby(range(len(week)), key=lambda day: _plain(week[day])):
        named = list(days)
        span = _short(named[0]) if len(named) == 1 else f"{_short(named[0])}-{_short(named[-1])}"
        parts.append(f"{span} {daily or _('closed')}")
    return ", ".join(parts)


def _plain(daily: Any) -> str:
    if not daily:
        return ""
    return "-".join(_wall(wall) for wall in daily)


def _wall(wall: time | str) -> str:
    at = time.fromisoformat(wall) if isinstance(wall, str) else wall
    return dateformat.time_format(at, pgettext("date format", "g:i A"))


class WeekForm(DecisionForm):
    """Which of the sets, and the clinic's own hours by weekday; an empty day is closed."""

    decided = ("window_set", "own_hours")
    window_set = forms.ChoiceField(
        label=gettext_lazy("Hours for messages"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, clinic=clinic, **kwargs)
        chosen = self.fields["window_set"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = _sets()
        for day, daily in enumerate(weekdays(clinic)):
            for part, wall in zip(("opens", "closes"), daily or (None, None), strict=True):
                self.fields[f"{part}_{day}"] = forms.TimeField(
                    required=False,
                    initial=wall,
                    label=_LABELS[part],
                    widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
                    error_messages={"invalid": gettext_lazy("Write a time such as 9:00.")},
                )

    def days(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """A line for each weekday: its name and its two fields."""
        return [(day_name(day), self[f"opens_{day}"], self[f"closes_{day}"]) for day in DAYS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("window_set") != WindowSet.OWN:
            told["own_hours"] = self.clinic.own_hours
            self._not_in_vain()
            return told
        told["own_hours"] = [self._day(day) for day in DAYS]
        if not any(told["own_hours"]) and not self.errors:
            self.add_error("opens_0", _("Give at least one day of the week its hours."))
        return told

    def _not_in_vain(self) -> None:
        """Times that were written are not dropped without a word."""
        if {name for name in self.changed_data if name.startswith(("opens_", "closes_"))}:
            self.add_error(
                "window_set",
                _("The times below count only with our own hours. Choose those, or leave them."),
            )

    def _day(self, day: int) -> list[str] | None:
        opens = self.cleaned_data.get(f"opens_{day}")
        closing = self.cleaned_data.get(f"closes_{day}")
        if opens is None and closing is None:
            return None
        if opens is None or closing is None:
            missing = f"{'opens' if opens is None else 'closes'}_{day}"
            if missing not in self.errors:
                self.add_error(
                    missing,
                    _("%(day)s: write both times, or none where it is closed.")
                    % {"day": day_name(day)},
                )
            return None
        if not time(8) <= opens < closing <= time(21):
            self.add_error(
                f"closes_{day}",
                _("%(day)s: the hours begin before they end, and lie between 8:00 AM and 9:00 PM.")
                % {"day": day_name(day)},
            )
            return None
        return [f"{opens:%H:%M}", f"{closing:%H:%M}"]


_LABELS = {"opens": gettext_lazy("From"), "closes": gettext_lazy("To")}


def _sets() -> list[tuple[str, str]]:
    return [
        (WindowSet.SHIPPED.value, _("The usual: %(hours)s") % {"hours": _of("shipped")}),
        (
            WindowSet.STRICT.value,
            _("The narrowest, inside what every state allows: %(hours)s")
            % {"hours": _of("strict")},
        ),
        (WindowSet.OWN.value, _("Our own, as below")),
    ]


def _of(name: str) -> str:
    week: tuple[Daily | None, ...] = WEEKDAYS[name]
    return week_words(week)

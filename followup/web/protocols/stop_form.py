"""The form of one stop: when it goes, what it asks, when it is given up; as its kind allows."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.care.draft_stops import ALSO_ASKED, FIRST_ASKED, DraftStop
from followup.web.protocols.phrases import ASKS, CHANNELS, STOP_RULES, WINDOWS

# Which of the fields of time each kind has.
_TIME = {
    "aftercare": ("days", "hours", "minutes"),
    "safety_check": ("hours", "minutes"),
    "check_in": ("days", "hours", "minutes"),
    "next_visit": ("days_before",),
    "booking": ("days", "hours"),
}
_ALL_TIMES = frozenset({"days", "hours", "minutes", "days_before"})
_MOST_DAYS = 60
_NUDGES = [
    ("0", _("none")),
    ("1", _("once, the day after")),
    ("2", _("once, two days after")),
]


def _number(label: Any, most: int, *, least: int = 0, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        error_messages={
            "required": _("Write a number; 0 for none."),
            "invalid": _("Write a whole number."),
            "min_value": _("Write at least %(limit_value)s."),
            "max_value": _("Write at most %(limit_value)s."),
        },
    )


class StopForm(forms.Form):
    """Bound to a stop, whose kind and name stay."""

    days = _number(_("Days after the treatment"), _MOST_DAYS, hint=_("At the same hour"))
    hours = _number(_("Hours more"), 23)
    minutes = _number(_("Minutes more"), 59)
    days_before = _number(_("Days before the next visit"), 14, least=1)
    useful_hours = _number(
        _("Of use for so many hours"),
        14 * 24,
        least=1,
        hint=_("Where it can only go later than that, it is left out"),
    )
    window = forms.ChoiceField(label=_("Goes in"), choices=list(WINDOWS.items()))
    also_asks = forms.MultipleChoiceField(
        label=_("Then also asks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    nudge_days = forms.ChoiceField(label=_("Nudge without an answer"), choices=_NUDGES)
    stop_rule = forms.ChoiceField(label=_("Given up"), choices=list(STOP_RULES.items()))
    channels = forms.ChoiceField(
        label=_("Sent as"), choices=[("+".join(way), words) for way, words in CHANNELS.items()]
    )

    def __init__(self, sent: Any = None, *, stop: DraftStop) -> None:
        super().__init__(sent, initial=None if sent else _initial(stop))
        self.label_suffix = ""
        self.before = stop
        for name in _ALL_TIMES - set(_TIME[stop.kind]):
            del self.fields[name]
        also = ALSO_ASKED.get(stop.kind, ())
        if also:
            choices = [(name, ASKS[name]) for name in also]
            self.fields["also_asks"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["also_asks"]
        if stop.kind not in FIRST_ASKED:
            del self.fields["nudge_days"]

    def stop(self) -> DraftStop:
        """The stop as filled in, once it is valid."""
        told = self.cleaned_data
        days = -told["days_before"] if "days_before" in told else told.get("days", 0)
        return replace(
            self.before,
            offset_days=days,
            offset_minutes=told.get("hours", 0) * 60 + told.get("minutes", 0),
            useful_minutes=told["useful_hours"] * 60,
            window=told["window"],
            asks=self._asks(),
            nudge_days=int(told.get("nudge_days", 0)),
            stop_rule=told["stop_rule"],
            channels=tuple(told["channels"].split("+")),
        )

    def times(self) -> list[forms.BoundField]:
        """The fields that say when."""
        return [self[name] for name in _TIME[self.before.kind]]

    def rest(self) -> list[forms.BoundField]:
        """All the others that take one value."""
        named = {*_ALL_TIMES, "also_asks"}
        return [self[name] for name in self.fields if name not in named]

    def _asks(self) -> tuple[str, ...]:
        first = FIRST_ASKED.get(self.before.kind)
        return (first, *self.cleaned_data.get("also_asks", ())) if first else ()


def _initial(stop: DraftStop) -> dict[str, Any]:
    hours, minutes = divmod(stop.offset_minutes, 60)
    return {
        "days": stop.offset_days,
        "hours": hours,
        "minutes": minutes,
        "days_before": -stop.offset_days,
        "useful_hours": max(1, stop.useful_minutes // 60),
        "window": stop.window,
        "also_asks": stop.asks[1:],
        "nudge_days": str(stop.nudge_days),
        "stop_rule": stop.stop_rule,
        "channels": "+".join(stop.channels),
    }

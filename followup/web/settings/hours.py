"""When messages may go out: the week and the closed days, and what a change would move."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from followup.care import deciding
from followup.care.deciding import Moved
from followup.care.moving import Move
from followup.clinic import closed_days, policy
from followup.clinic.models import ClosedDay
from followup.lib import clock
from followup.web import moments
from followup.web.requests import StaffRequest
from followup.web.settings import menu
from followup.web.settings.changes import recent
from followup.web.settings.week import WeekForm

_SHOWN = 5


class ClosedDayForm(forms.Form):
    """Some of the holidays proposed, and perhaps a day of one's own."""

    holidays = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    day = forms.DateField(
        label=gettext_lazy("Another day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day on which you are closed.")},
    )
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=80)

    def __init__(self, *args: Any, today: date, proposed: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix, self._today, self._names = "", today, proposed
        chosen = self.fields["holidays"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = [(day, _labelled(day, name)) for day, name in proposed.items()]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        own = told.get("day")
        if own and own < self._today:
            self.add_error("day", _("This day has passed. Write one that is to come."))
        if not own and not told.get("holidays") and not self.errors:
            self.add_error("day", _("Choose a holiday, or write a day."))
        return told

    def days(self) -> dict[date, str]:
        """Each day with its reason, once the form is valid."""
        told = self.cleaned_data
        chosen = {date.fromisoformat(day): self._names[day] for day in told["holidays"]}
        return chosen | ({told["day"]: told["reason"]} if told["day"] else {})


def _labelled(day: str, name: str) -> str:
    return f"{name}: {moments.weekday(date.fromisoformat(day))}"


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: StaffRequest) -> HttpResponse:
    """The hours; POST saves them, or shows what they would move."""
    at, clinic = clock.now(), request.user.clinic
    form = WeekForm(request.POST if request.method == "POST" else None, clinic=clinic)
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            return _page(request, at, form, _foreseen(form, at))
        if _saved(request, form, at):
            return redirect("settings_hours")
    return _page(request, at, form)


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """What these hours would move, for beside the form."""
    form = WeekForm(request.POST, clinic=request.user.clinic)
    context = _foreseen(form, clock.now()) if form.is_valid() else {"unclear": True}
    return render(request, "web/settings/foreseen.html", context)


@require_POST
def close(request: StaffRequest) -> HttpResponse:
    """Closed on these days."""
    at = clock.now()
    form = _closed_day_form(request, at)
    if not form.is_valid():
        return _page(request, at, WeekForm(clinic=request.user.clinic), closing=form)
    moved = deciding.close_days(
        clinic=request.user.clinic, days=form.days(), at=at, by=request.user
    )
    messages.success(request, _told(moved))
    return redirect("settings_hours")


@require_POST
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Open on that day after all."""
    at = clock.now()
    closed = get_object_or_404(ClosedDay.objects.visible_to(request.user), pk=pk)
    moved = deciding.open_day(clinic=request.user.clinic, day=closed.day, at=at, by=request.user)
    messages.success(request, _told(moved))
    return redirect("settings_hours")


def _saved(request: StaffRequest, form: WeekForm, at: datetime) -> bool:
    try:
        event, moved = deciding.change_week(
            clinic=request.user.clinic,
            changes=form.changes(),
            at=at,
            by=request.user,
            seen=form.cleaned_data["seen"],
        )
    except policy.PolicyError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _told(moved) if event else _("It was so already."))
    return True


def _told(moved: Moved) -> str:
    words = [_("Saved.")]
    if moved.moved:
        words.append(
            ngettext("%(n)d planned message moved.", "%(n)d planned messages moved.", moved.moved)
            % {"n": moved.moved}
        )
    if moved.useless:
        words.append(
            ngettext(
                "%(n)d will not be sent: it would come too late to be of use.",
                "%(n)d will not be sent: they would come too late to be of use.",
                moved.useless,
            )
            % {"n": moved.useless}
        )
    return " ".join(words)


def _foreseen(form: WeekForm, at: datetime) -> dict[str, Any]:
    moves = deciding.foresee_week(clinic=form.clinic, changes=form.changes(), at=at)
    return {"foreseen": True, **_counted(moves)}


def _counted(moves: list[Move]) -> dict[str, Any]:
    going = [move for move in moves if move.will_be is not None]
    return {"moves": going[:_SHOWN], "moving": len(going), "useless": len(moves) - len(going)}


def _page(
    request: StaffRequest,
    at: datetime,
    form: WeekForm,
    foreseen: dict[str, Any] | None = None,
    closing: ClosedDayForm | None = None,
) -> HttpResponse:
    clinic = request.user.clinic
    context = menu.page(
        request.user,
        "settings_hours",
        form=form,
        closing=closing or _closed_day_form(request, at, fresh=True),
        closed=closed_days.ahead(clinic=clinic, today=_today(at)),
        changes=recent(clinic=clinic, names=form.decided, at=at),
        **(foreseen or {}),
    )
    return render(request, "web/settings/settings_hours.html", context)


def _closed_day_form(request: StaffRequest, at: datetime, *, fresh: bool = False) -> ClosedDayForm:
    today = _today(at)
    proposed = closed_days.proposed(clinic=request.user.clinic, today=today)
    return ClosedDayForm(
        None if fresh else request.POST,
        today=today,
        proposed={holiday.day.isoformat(): holiday.name for holiday in proposed},
    )


def _today(at: datetime) -> date:
    return timezone.localdate(at)

"""One planned message: skip it, move it, send it now, and take that back."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.care import adjusting
from followup.care.adjusting import NotAdjusted
from followup.care.models import PlannedMessage
from followup.care.planning import zones_of_patient
from followup.care.reasons import left_out_words, moved_words
from followup.lib import clock
from followup.messaging import early
from followup.messaging.early import Refusal
from followup.web import phrases
from followup.web.moments import moment
from followup.web.patients.pages import page
from followup.web.patients.planned_forms import MoveForm, SkipForm
from followup.web.patients.refused import Refused
from followup.web.requests import StaffRequest


@require_POST
def skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Not at all; it stays on the page with its undo until it would be of no use."""
    planned, at = planned_of(request, pk), clock.now()
    form = SkipForm(request.POST, prefix=f"skip-{pk}")
    if not form.is_valid():
        return _refused(request, planned, Refused(pk, "skip", form=form))

    def change() -> str:
        adjusting.skip(planned=planned, why=form.cleaned_data["why"], by=request.user, at=at)
        return _("Skipped: %(what)s. You can take it back below.")

    return _answer(request, planned, "skip", change)


@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """To another time on the patient's clock."""
    planned, at = planned_of(request, pk), clock.now()
    zone = zones_of_patient(planned.patient)[0]
    with timezone.override(zone):
        form = MoveForm(request.POST, prefix=f"move-{pk}")
        if not form.is_valid():
            return _refused(request, planned, Refused(pk, "move", form=form))
    to: datetime = form.cleaned_data["to"]

    def change() -> str:
        adjusting.move(planned=planned, to=to, by=request.user, at=at)
        return _("Moved: %(what)s now goes %(when)s.")

    return _answer(request, planned, "move", change, form)


@require_POST
def send_now(request: StaffRequest, pk: int) -> HttpResponse:
    """By the same rules as always; says why not, and when instead."""
    planned, at = planned_of(request, pk), clock.now()

    def change() -> str:
        refusal = early.send_now(planned=planned, by=request.user, at=at)
        if refusal is not None:
            raise NotAdjusted(_why_not(refusal, zones_of_patient(planned.patient)[0]))
        return _("On its way: %(what)s.")

    return _answer(request, planned, "send", change)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest skip or move."""
    planned, at = planned_of(request, pk), clock.now()

    def change() -> str:
        adjusting.undo(planned=planned, by=request.user, at=at)
        return _("Taken back: %(what)s goes %(when)s.")

    return _answer(request, planned, "undo", change)


def planned_of(request: StaffRequest, pk: int) -> PlannedMessage:
    visible = PlannedMessage.objects.visible_to(request.user)
    planned: PlannedMessage = get_object_or_404(
        visible.select_related("patient__clinic", "clinic", "step"), pk=pk
    )
    return planned


def _answer(
    request: StaffRequest,
    planned: PlannedMessage,
    act: str,
    change: Callable[[], str],
    form: MoveForm | None = None,
) -> HttpResponse:
    """Back to the patient with what was done, or with why not beside the message."""
    try:
        words = change()
    except NotAdjusted as refusal:
        refused = Refused(planned.pk, act, words=str(refusal), instead=refusal.instead, form=form)
        return _refused(request, planned, refused)
    zone = zones_of_patient(planned.patient)[0]
    told = {
        "what": phrases.planned(planned.kind),
        "when": moment(planned.due_at.astimezone(zone)),
    }
    messages.success(request, words % told)
    return redirect("patient", planned.patient_id)


def _refused(request: StaffRequest, planned: PlannedMessage, refused: Refused) -> HttpResponse:
    return page(request, planned.patient, refused=refused)


def _why_not(refusal: Refusal, zone: ZoneInfo) -> str:
    if refusal.until is None:
        words = left_out_words(refusal.because)
        return _("It may not go now: %(why)s.") % {"why": words}
    return _("It may not go now: %(why)s. It can go from %(when)s.") % {
        "why": moved_words(refusal.because),
        "when": moment(refusal.until.astimezone(zone)),
    }

"""Whom to call: patients who did not answer, could not be asked, or were not reached."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.clinic.models import Channel, ContactPoint, Staff
from followup.lib import clock
from followup.replies import review
from followup.replies.models import ItemKind, ReviewItem
from followup.web import phrases
from followup.web.access import may_act_on
from followup.web.requests import StaffRequest, note_view

_TO_CALL = (ItemKind.SILENT, ItemKind.CALL, ItemKind.DELIVERY)
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One patient to call, and what for."""

    item: ReviewItem
    name: str
    numbers: list[ContactPoint]
    reasons: list[str]
    # The leading region, and how long ago it was needled.
    region: str
    after: str
    waits: str
    may_act: bool


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What waits longest first; a call that was made leaves the list."""
    at = clock.now()
    note_view(request, subject="calls", subject_id=None, at=at)
    waiting = review.open_items(request.user).filter(kind__in=_TO_CALL, patient__isnull=False)
    context = {"calls": calls_of(waiting, staff=request.user, at=at), "total": waiting.count()}
    return render(request, "web/patients/calls.html", context)


def calls_of(waiting: QuerySet[ReviewItem], *, staff: Staff, at: datetime) -> list[Call]:
    """One line for each matter, a patient's numbers beside it; two queries for all of them."""
    rows = waiting.select_related("patient", "follow_up__treatment", "opened_by")
    items = list(rows.order_by("waiting_since", "pk")[:_SHOWN])
    numbers = _numbers(item.patient_id for item in items)
    return [_call(item, numbers[item.patient_id], staff, at) for item in items]


def _numbers(patient_ids: Iterable[int | None]) -> dict[int | None, list[ContactPoint]]:
    """Every number, those that do not work as well: a text that fails is no call that fails."""
    points = ContactPoint.objects.filter(patient__in=set(patient_ids), channel=Channel.SMS)
    found: dict[int | None, list[ContactPoint]] = defaultdict(list)
    for point in points:
        found[point.patient_id].append(point)
    return found


def _call(item: ReviewItem, numbers: list[ContactPoint], staff: Staff, at: datetime) -> Call:
    treatment = item.follow_up.treatment if item.follow_up else None
    return Call(
        item=item,
        name=item.patient.full_name if item.patient else "",
        numbers=numbers,
        reasons=[str(words) for _code, words in item.reasons],
        region=phrases.region(treatment.region) if treatment else "",
        after=phrases.lasted(at - treatment.treated_at) if treatment else "",
        waits=phrases.lasted(at - item.waiting_since),
        may_act=may_act_on(staff, item),
    )

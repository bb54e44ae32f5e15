"""The lists behind today's numbers: messages by what became of them, and what is planned."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.messaging.models import Status
from followup.reports import today
from followup.web.requests import StaffRequest, note_view

SHOWN = 50
_DIGITS_OF_A_KEY = 19
STATES = {
    "sent": (_("Sent"), Q(status__in=(Status.ACCEPTED, Status.DELIVERED))),
    "delivered": (_("Delivered"), Q(status=Status.DELIVERED)),
    "on-the-way": (_("On the way"), Q(status__in=(Status.QUEUED, Status.SENDING))),
    "failed": (_("Not delivered"), Q(status=Status.FAILED)),
    "unknown": (_("Perhaps not sent"), Q(status=Status.UNKNOWN)),
}


@require_safe
def messages(request: StaffRequest) -> HttpResponse:
    """Today's messages in one state, the newest first."""
    at = clock.now()
    day = today.day_of(at, zone=request.user.clinic.time_zone)
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else "sent"
    found = today.messages(request.user, day).filter(STATES[state][1]).select_related("patient")
    note_view(request, subject="overview_messages", subject_id=None, at=at)
    context = {
        "state": state,
        "states": [(name, words) for name, (words, _is) in STATES.items()],
        **_page(request, found),
    }
    return render(request, "web/overview/messages.html", context)


@require_safe
def planned(request: StaffRequest) -> HttpResponse:
    """What is still to go today, or what was left out and why."""
    at = clock.now()
    day = today.day_of(at, zone=request.user.clinic.time_zone)
    is_left_out = request.GET.get("state") == "left-out"
    chosen = today.left_out if is_left_out else today.still_due
    found = chosen(request.user, day).select_related("patient", "follow_up__treatment")
    note_view(request, subject="overview_planned", subject_id=None, at=at)
    context = {"is_left_out": is_left_out, **_page_by_time(request, found)}
    return render(request, "web/overview/planned.html", context)


def _page(request: StaffRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """The newest first, by key: whatever comes meanwhile moves nothing."""
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < _DIGITS_OF_A_KEY:
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows.order_by("-pk")[: SHOWN + 1])
    more = str(shown[SHOWN - 1].pk) if len(shown) > SHOWN else ""
    return {"rows": shown[:SHOWN], "more": more}


def _page_by_time(request: StaffRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """In the order in which they are due."""
    due, _dash, pk = request.GET.get("after", "").rpartition("_")
    after = _instant(due)
    if after is not None and pk.isdecimal() and len(pk) < _DIGITS_OF_A_KEY:
        rows = rows.filter(Q(due_at__gt=after) | Q(due_at=after, pk__gt=int(pk)))
    shown = list(rows.order_by("due_at", "pk")[: SHOWN + 1])
    last = shown[SHOWN - 1] if len(shown) > SHOWN else None
    key = f"{last.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{last.pk}" if last else ""
    return {"rows": shown[:SHOWN], "more": key}


def _instant(words: str) -> datetime | None:
    """An instant as the key of a page holds it; None where the address was tampered with."""
    with suppress(ValueError):
        found = datetime.fromisoformat(words)
        return found if found.tzinfo else None
    return None

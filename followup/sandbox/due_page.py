"""Tells the page of phones when the next message is due, so that its clock can be moved there."""

from django.db.models import Min
from django.http import HttpRequest, JsonResponse

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import clock
from followup.messaging.models import Message, Status


def next_due_page(_request: HttpRequest) -> JsonResponse:
    """{"next_due_at": instant or null}: an instant, and nothing of whom or what."""
    waiting = (
        PlannedMessage.objects.filter(state=PlannedState.PLANNED, due_at__gt=clock.now()),
        Message.objects.filter(status=Status.QUEUED, due_at__gt=clock.now()),
    )
    instants = [rows.aggregate(at=Min("due_at"))["at"] for rows in waiting]
    first = min((at for at in instants if at is not None), default=None)
    return JsonResponse({"next_due_at": first.isoformat() if first else None})

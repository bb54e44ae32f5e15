"""What they did a moment ago, and the one press that takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.messaging.models import Message, MessageKind, Status
from followup.replies.models import Resolution, ReviewItem
from followup.replies.writing import HELD
from followup.web import moments, phrases
from followup.web.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, about whom, and the form that takes it back."""

    words: str
    about: str
    action: str
    asks: dict[str, str]


def just_done(request: StaffRequest) -> dict[str, Any]:
    """The context of web/review/done.html, from what the address says was done."""
    for name, tell in _TELL.items():
        if (told := request.GET.get(name, "")) and (done := tell(request, told)):
            return {"done": done}
    return {}


def name_of(item: ReviewItem) -> str:
    """Whom an item is about."""
    return item.patient.full_name if item.patient else _("unknown number")


def _closed(request: StaffRequest, told: str) -> Done | None:
    mine = Resolution.objects.visible_to(request.user).filter(by=request.user)
    standing = mine.filter(pk=_number(told), undone_at__isnull=True)
    resolution = standing.select_related("item__patient").first()
    if resolution is None:
        return None
    undo = reverse("item_resolution_undo", args=[resolution.item_id])
    return Done(phrases.done(resolution), name_of(resolution.item), undo, {})


def _sent(request: StaffRequest, told: str) -> Done | None:
    mine = Message.objects.visible_to(request.user).filter(staff=request.user)
    waiting = mine.filter(pk=_number(told), kind=MessageKind.MANUAL, status=Status.QUEUED)
    message = waiting.select_related("patient").first()
    if message is None or message.patient is None:
        return None
    asks = {"message": str(message.pk)}
    closed = request.GET.get("closed", "")
    resolution = Resolution.objects.visible_to(request.user).filter(pk=_number(closed)).first()
    item_id = resolution.item_id if resolution else _item_here(request)
    if resolution:
        asks["closed"] = closed
    held = message.due_at - message.created_at
    if held <= HELD:
        words = _("Goes in %(count)d seconds") % {"count": HELD.seconds}
    else:
        when = moments.moment(timezone.localtime(message.due_at))
        words = _("Goes on %(when)s") % {"when": when}
    undo = reverse("item_reply_undo", args=[item_id])
    return Done(words, message.patient.full_name, undo, asks)


def _item_here(request: StaffRequest) -> int:
    match = request.resolver_match
    return int(match.kwargs["pk"]) if match and "pk" in match.kwargs else 0


def _snoozed(request: StaffRequest, told: str) -> Done | None:
    asleep = ReviewItem.objects.visible_to(request.user).filter(
        pk=_number(told), snoozed_until__isnull=False
    )
    item = asleep.select_related("patient").first()
    if item is None or item.snoozed_until is None:
        return None
    words = _("Back on %(when)s") % {"when": moments.moment(timezone.localtime(item.snoozed_until))}
    return Done(words, name_of(item), reverse("item_waking", args=[item.pk]), {})


def _batch(request: StaffRequest, told: str) -> Done | None:
    try:
        batch = UUID(told)
    except ValueError:
        return None
    mine = Resolution.objects.visible_to(request.user).filter(by=request.user, batch=batch)
    count = mine.filter(undone_at__isnull=True).count()
    if not count:
        return None
    words = ngettext("%(count)d routine", "%(count)d routine", count) % {"count": count}
    return Done(_("Reviewed"), words, reverse("review_bulk_undo"), {"batch": str(batch)})


def _number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 19 else 0


_TELL: dict[str, Callable[[StaffRequest, str], Done | None]] = {
    "sent": _sent,
    "closed": _closed,
    "snoozed": _snoozed,
    "batch": _batch,
}

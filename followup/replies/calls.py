"""Finds whom the front desk must call: not asked, not answered, or not reached.

Each cause is listed once: its code in the reasons of an item carries the id of what caused it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from followup.care import planning
from followup.care.models import CheckIn, CheckInState, FollowUpState, Kind, PlannedMessage
from followup.care.models import PlannedState as State
from followup.care.reasons import left_out_words, needs_call
from followup.messaging.models import TAKEN_BACK, Message, MessageKind, Status
from followup.replies.models import ItemKind, Rank, Reply, ReviewItem
from followup.replies.opening import open_item

# What is older helps nobody by a call any more.
_STILL_OF_USE = timedelta(days=3)
_ASKING = (Kind.CHECK_IN, Kind.SAFETY_CHECK)
# They said that they want no messages, or never agreed to any: that is no fault to mend by phone.
# Or who wrote it thought better of it.
_LEFT_ALONE = frozenset({"opted_out", "no_consent", TAKEN_BACK})
_STAFF_ONLY = frozenset({MessageKind.ALERT, MessageKind.DIGEST})


def open_calls(*, at: datetime) -> int:
    """End the rounds that nobody answers, and list whom to call; how many causes were listed."""
    planning.close_overdue(at=at)
    planning.finish(at=at)
    return _not_asked(at) + _silent(at) + _not_reached(at)


def _not_asked(at: datetime) -> int:
    rows = PlannedMessage.objects.filter(
        state=State.SKIPPED,
        call_opened_at__isnull=True,
        kind__in=_ASKING,
        settled_at__gt=at - _STILL_OF_USE,
    ).exclude(reason__in=_LEFT_ALONE)
    due = [row for row in rows if needs_call(kind=row.kind, reason=row.reason)]
    return sum(_call(row.pk, at) for row in due)


@transaction.atomic
def _call(planned_id: int, at: datetime) -> bool:
    row: PlannedMessage | None = (
        PlannedMessage.objects.select_for_update(of=("self",))
        .select_related("patient", "follow_up")
        .filter(pk=planned_id, call_opened_at__isnull=True)
        .first()
    )
    if row is None:
        return False
    words = f"{row.get_kind_display()} could not be sent: {left_out_words(row.reason)}"
    open_item(
        clinic_id=row.clinic_id,
        kind=ItemKind.CALL,
        rank=Rank.ATTENTION,
        reasons=[[f"call:{row.pk}", words]],
        at=at,
        patient=row.patient,
        follow_up=row.follow_up,
    )
    row.call_opened_at = at
    row.save(update_fields=["call_opened_at"])
    return True


def _silent(at: datetime) -> int:
    """Asked, nudged, closed without an answer; a follow-up that was stopped asks nobody to call."""
    closed = (
        CheckIn.objects.filter(
            state=CheckInState.CLOSED,
            closed_at__gt=at - _STILL_OF_USE,
            asked_at__isnull=False,
            planned__kind__in=_ASKING,
            replies__isnull=True,
        )
        .exclude(follow_up__state=FollowUpState.STOPPED)
        .select_related("patient", "follow_up", "planned")
    )
    listed = _listed(ItemKind.SILENT, {check_in.patient_id for check_in in closed}, at)
    due = [check_in for check_in in closed if f"silent:{check_in.pk}" not in listed]
    for check_in in due:
        open_item(
            clinic_id=check_in.clinic_id,
            kind=ItemKind.SILENT,
            rank=Rank.ATTENTION,
            reasons=[[f"silent:{check_in.pk}", _silence(check_in)]],
            at=at,
            patient=check_in.patient,
            follow_up=check_in.follow_up,
        )
    return len(due)


def _silence(check_in: CheckIn) -> str:
    what = check_in.planned.get_kind_display()
    numbers = check_in.patient.contact_points.values("index")
    unclear = Reply.objects.filter(
        patient__isnull=True,
        inbound__sender_index__in=numbers,
        received_at__gte=check_in.opened_at,
    )
    if unclear.exists():
        return f"no answer to the {what} that is surely theirs: others share their phone"
    return f"no answer to the {what}" + (", nor to the nudge" if check_in.nudged_at else "")


def _not_reached(at: datetime) -> int:
    """Messages to patients that failed for good, and those of which nobody knows."""
    lost = (
        Message.objects.filter(
            Q(status=Status.FAILED) | Q(status=Status.UNKNOWN, ask_at__isnull=True),
            patient__isnull=False,
            created_at__gt=at - _STILL_OF_USE,
        )
        .exclude(reason__in=_LEFT_ALONE)
        .exclude(kind__in=_STAFF_ONLY)
        .select_related("patient", "follow_up")
    )
    due = _without_fallback(lost)
    listed = _listed(ItemKind.DELIVERY, {message.patient_id for message in due}, at)
    due = [message for message in due if f"delivery:{message.pk}" not in listed]
    for message in due:
        _list_delivery(message, at)
    return len(due)


def _without_fallback(lost: QuerySet[Message]) -> list[Message]:
    """Those that did not reach the patient by the other channel either, or are under way by it."""
    rows = list(lost)
    planned = [message.planned_id for message in rows if message.planned_id]
    carried = Message.objects.filter(planned__in=planned).exclude(
        Q(status=Status.FAILED) | Q(status=Status.UNKNOWN, ask_at__isnull=True)
    )
    there = set(carried.values_list("planned", flat=True))
    return [message for message in rows if message.planned_id not in there]


def _list_delivery(message: Message, at: datetime) -> None:
    why = message.reason.replace("_", " ") or "nobody knows whether it arrived"
    open_item(
        clinic_id=message.clinic_id,
        kind=ItemKind.DELIVERY,
        rank=Rank.ATTENTION if _must_arrive(message) else Rank.ROUTINE,
        reasons=[[f"delivery:{message.pk}", f"{message.get_kind_display()} did not arrive: {why}"]],
        at=at,
        patient=message.patient,
        follow_up=message.follow_up,
    )


def _must_arrive(message: Message) -> bool:
    return message.kind in {*_ASKING, MessageKind.SAFETY_TEXT, MessageKind.MANUAL}


def _listed(kind: str, patient_ids: Iterable[int | None], at: datetime) -> set[str]:
    """The codes of this kind that were listed before, in items open or closed."""
    items = ReviewItem.objects.filter(kind=kind, patient__in=[pk for pk in patient_ids if pk])
    recent = items.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at - 2 * _STILL_OF_USE))
    return {str(code) for item in recent for code, _ in item.reasons}

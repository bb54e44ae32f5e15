"""Who is told of an urgent reply, in which order."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from followup.clinic import audit
from followup.clinic.models import Clinic, Staff

Order = Callable[[list[int]], list[int]]


def line(clinic: Clinic | int) -> list[Staff]:
    """Those who were named, first told first."""
    named = Staff.objects.filter(clinic=clinic, is_active=True, on_call_rank__isnull=False)
    return list(named.order_by("on_call_rank"))


@transaction.atomic
def put(*, staff: Staff, at: datetime, by: Staff) -> None:
    """Last in line; nothing where they stand in it."""
    _arrange(staff, lambda ids: [*ids, staff.pk] if staff.pk not in ids else ids, at, by)


@transaction.atomic
def take_out(*, staff: Staff, at: datetime, by: Staff) -> None:
    """Not told any more."""
    _arrange(staff, lambda ids: [pk for pk in ids if pk != staff.pk], at, by)


@transaction.atomic
def sooner(*, staff: Staff, at: datetime, by: Staff) -> None:
    """One place before; the first stays first."""
    _arrange(staff, lambda ids: _moved(ids, staff.pk, -1), at, by)


@transaction.atomic
def later(*, staff: Staff, at: datetime, by: Staff) -> None:
    """One place behind; the last stays last."""
    _arrange(staff, lambda ids: _moved(ids, staff.pk, 1), at, by)


def _arrange(staff: Staff, order: Order, at: datetime, by: Staff) -> None:
    """Two admins take turns; a rank belongs to one person at any instant."""
    Clinic.objects.select_for_update().get(pk=staff.clinic_id)
    before = [person.pk for person in line(staff.clinic_id)]
    after = order(before)
    if after == before:
        return
    Staff.objects.filter(clinic=staff.clinic_id).update(on_call_rank=None)
    for rank, pk in enumerate(after, start=1):
        Staff.objects.filter(pk=pk).update(on_call_rank=rank)
    audit.record(
        clinic_id=staff.clinic_id,
        act="on_call.changed",
        subject="clinic",
        subject_id=staff.clinic_id,
        at=at,
        by=by,
        details={"from": before, "to": list(after)},
    )


def _moved(ids: Sequence[int], pk: int, by: int) -> list[int]:
    order = list(ids)
    if pk not in order:
        return order
    place = order.index(pk)
    order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
    return order

"""Search the audit log: who, what, which patient, from when to when; newest first, by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from followup.care.models import Treatment
from followup.clinic.models import AuditEvent, Patient, Staff
from followup.messaging.models import Message
from followup.replies.models import ReviewItem

# What one may look for, by how the acts begin or what they are about.
WHAT: dict[str, Q] = {
    "views": Q(act="viewed"),
    "changes": ~Q(act="viewed"),
    "patients": Q(subject__in=["patient", "photo", "contact", "patients"]),
    "treatments": Q(subject__startswith="treatment"),
    "list": Q(subject__in=["review_item", "item", "resolution"]),
    "messages": Q(subject__in=["message", "planned"]),
    "wording": Q(subject__in=["template", "protocol"]) | Q(act__startswith="protocol"),
    "settings": Q(subject="clinic"),
    "staff": Q(subject="staff"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; empty parts do not narrow it. Days are those of the clinic."""

    who: int | None = None
    what: str = ""
    patient: int | None = None
    first: date | None = None
    last: date | None = None


def found(*, staff: Staff, search: Search) -> QuerySet[AuditEvent]:
    """All of it at their clinic, newest first."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.visible_to(staff).select_related("by")
    if search.who:
        events = events.filter(by=search.who)
    if search.what in WHAT:
        events = events.filter(WHAT[search.what])
    if search.first:
        events = events.filter(at__gte=_midnight(search.first))
    if search.last:
        events = events.filter(at__lt=_midnight(search.last + timedelta(days=1)))
    if search.patient:
        events = events.filter(_about(staff, search.patient))
    return events.order_by("-pk")


def after(
    events: QuerySet[AuditEvent], *, before: int | None, count: int
) -> tuple[list[AuditEvent], int | None]:
    """Some of them, from the key on, and the key of the next page where there is one."""
    page = list((events.filter(pk__lt=before) if before else events)[: count + 1])
    return page[:count], page[count - 1].pk if len(page) > count else None


def patients_of(events: Sequence[AuditEvent]) -> dict[int, Patient]:
    """By event, the patient whom it is about, where it is about one."""
    of_event = {event.pk: event.subject_id for event in events if event.subject == "patient"}
    for subject, model in _BY_ROW.items():
        ids = {event.subject_id for event in events if event.subject == subject}
        owners = dict(model.objects.filter(pk__in=ids).values_list("pk", "patient_id"))
        of_event |= {
            event.pk: owners.get(event.subject_id) for event in events if event.subject == subject
        }
    there = Patient.objects.in_bulk({pk for pk in of_event.values() if pk})
    return {event: there[pk] for event, pk in of_event.items() if pk in there}


_BY_ROW = {
    "treatment": Treatment,
    "message": Message,
    "review_item": ReviewItem,
}


def _about(staff: Staff, patient: int) -> Q:
    """Everything that was done or seen of one patient."""
    about = Q(subject="patient", subject_id=patient)
    for subject, model in _BY_ROW.items():
        theirs = model.objects.visible_to(staff).filter(patient=patient).values("pk")
        about |= Q(subject=subject, subject_id__in=theirs)
    return about


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - next

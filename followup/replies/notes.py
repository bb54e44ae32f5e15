"""Keep a few words with the patient or the line, and each call that did not settle the matter."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from followup.clinic.models import Staff
from followup.replies import snooze, trail
from followup.replies.models import CallOutcome, Note, Rank, ReviewItem

_MOST = 50
# Nobody answered: when it comes back.
CALL_AGAIN = timedelta(hours=1)
CALL_AGAIN_URGENT = timedelta(minutes=15)


@transaction.atomic
def add(*, item: ReviewItem, body: str, by: Staff, at: datetime, outcome: str = "") -> Note:
    """A note on whoever the item is about."""
    note: Note = Note.objects.create(
        clinic_id=item.clinic_id,
        patient=item.patient,
        item=item,
        by=by,
        at=at,
        body=body,
        outcome=outcome,
    )
    trail.leave("noted", item=item, by=by, at=at, outcome=outcome)
    return note


def of(item: ReviewItem) -> QuerySet[Note]:
    """All that is remembered of the patient, newest first; of a stranger, of this line."""
    about = {"patient": item.patient_id} if item.patient_id else {"item": item.pk}
    return Note.objects.filter(**about).select_related("by").order_by("-at", "-pk")[:_MOST]


def settles(outcome: str, *, rank: int) -> bool:
    """Whether such a call is an end of the matter: urgent asks for having spoken with them."""
    if rank == Rank.URGENT:
        return outcome == CallOutcome.SPOKE
    return outcome in {CallOutcome.SPOKE, CallOutcome.MESSAGE}


@transaction.atomic
def called_in_vain(
    *, item: ReviewItem, outcome: str, body: str, by: Staff, at: datetime
) -> datetime:
    """Note the call; the item comes back to be called again, and when."""
    until = at + (CALL_AGAIN_URGENT if item.rank == Rank.URGENT else CALL_AGAIN)
    snooze.snooze(item=item, until=until, by=by, at=at)
    add(item=item, body=body, by=by, at=at, outcome=outcome)
    return until

"""What the page of one item shows: the line itself, the conversation, and all that is beside it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from followup.care.models import Treatment
from followup.clinic.models import Channel, ContactPoint, Staff
from followup.replies import assign, notes, review, snooze, writing
from followup.replies.models import (
    CallOutcome,
    ItemKind,
    Rank,
    Resolution,
    ReviewItem,
    WhatWasDone,
)
from followup.reports import conversation
from followup.reports.conversation import Turn
from followup.web import letters, phrases
from followup.web.access import may_act_on
from followup.web.review.lines import lines

# Lines that ask for a telephone call, where having read them is no answer.
TO_CALL = frozenset({ItemKind.CALL, ItemKind.SILENT, ItemKind.DELIVERY})
_CALLED = [
    (f"{WhatWasDone.CALLED}:{CallOutcome.SPOKE}", _("Spoke with them")),
    (f"{WhatWasDone.CALLED}:{CallOutcome.MESSAGE}", _("Left a message")),
    (f"{WhatWasDone.CALLED}:{CallOutcome.NO_ANSWER}", _("Nobody answered")),
]
_EARLIER = 5


def page_of(item: ReviewItem, *, staff: Staff, at: datetime) -> dict[str, Any]:
    """The context of web/review/item.html."""
    (line,) = lines(ReviewItem.objects.filter(pk=item.pk), at=at)
    return {
        "line": line,
        "item": line.item,
        "turns": turns_of(item),
        "treatments": treatments_of(item.patient_id),
        "phones": _phones(item.patient_id),
        "resolutions": item.resolutions.select_related("by").order_by("-at"),
        "earlier": _earlier(item),
        "notes": notes.of(item),
        "seen": review.newest_words(item),
        "seen_message": writing.newest_by_hand(item.patient_id),
        "may_act": may_act_on(staff, item),
        "at": at,
        **_choices(item, staff, at),
    }


def turns_of(item: ReviewItem) -> list[tuple[Turn, list[phrases.Piece]]]:
    """The conversation, each turn with its words cut at what the reader marked."""
    if item.patient is not None:
        return marked(conversation.with_patient(item.patient))
    return marked(conversation.of_stranger(item.inbound)) if item.inbound else []


def marked(turns: list[Turn]) -> list[tuple[Turn, list[phrases.Piece]]]:
    """Each turn with its words cut where they are marked; an email of ours is one piece."""
    return [(turn, _pieces(turn)) for turn in turns]


def _pieces(turn: Turn) -> list[phrases.Piece]:
    if turn.is_letter:
        return [phrases.Piece(letters.plain(turn.words))]
    return phrases.marked(turn.words, turn.spans)


def treatments_of(patient_id: int | None) -> list[Treatment]:
    """The newest first; those that were taken back are not shown."""
    treated = Treatment.objects.filter(patient=patient_id, undone_at__isnull=True)
    return list(treated.select_related("therapist").order_by("-treated_at")[:10])


def _phones(patient_id: int | None) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(patient=patient_id, channel=Channel.SMS))


def _earlier(item: ReviewItem) -> list[Resolution]:
    """What was done about the patient's other matters."""
    if item.patient_id is None:
        return []
    others = Resolution.objects.filter(item__patient=item.patient_id, undone_at__isnull=True)
    return list(others.exclude(item=item.pk).select_related("by").order_by("-at")[:_EARLIER])


def _choices(item: ReviewItem, staff: Staff, at: datetime) -> dict[str, Any]:
    """What the buttons offer."""
    colleagues = assign.who_may_have(item) if item.closed_at is None else []
    return {
        "called": [(done, words, settles(done, item.rank)) for done, words in _CALLED],
        "call_first": item.kind in TO_CALL,
        "snoozes": snooze.choices(rank=item.rank, at=at, zone=ZoneInfo(staff.clinic.time_zone)),
        "colleagues": [one for one in colleagues if one != staff],
        "is_mine": item.assignee_id == staff.pk,
        "may_read_off": item.rank != Rank.URGENT,
    }


def settles(done: str, rank: int) -> bool:
    """Whether a call that ended so closes the item."""
    return notes.settles(done.partition(":")[2], rank=rank)

"""What the page of one item shows: the line itself, the conversation, the treatments behind it."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from followup.care.models import Treatment
from followup.clinic.models import Channel, ContactPoint, Staff
from followup.replies.models import ItemKind, Rank, Reply, ReviewItem, WhatWasDone
from followup.reports import conversation
from followup.reports.conversation import Turn
from followup.web import letters, phrases
from followup.web.access import may_act_on
from followup.web.reach import channels_of
from followup.web.review.lines import lines

# Lines that ask for a telephone call, where having read them is no answer.
_TO_CALL = frozenset({ItemKind.CALL, ItemKind.SILENT, ItemKind.DELIVERY})
_BUTTONS = (
    (WhatWasDone.REVIEWED, "Reviewed", "e"),
    (WhatWasDone.CALLED, "Called", "c"),
    (WhatWasDone.REPLIED, "Replied", "r"),
    (WhatWasDone.BOOKED, "Booked a visit", "b"),
    (WhatWasDone.REFERRED, "Referred", "f"),
)


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
        "seen": newest_words(item),
        "unreachable": item.patient is not None and not channels_of(item.patient),
        "may_act": may_act_on(staff, item),
        "buttons": _buttons(item),
        "at": at,
    }


def newest_words(item: ReviewItem) -> int:
    """The id of the last that came in from them, as far as it has been read; 0 for nothing."""
    if item.patient_id is None:
        return item.inbound_id or 0
    newest = Reply.objects.filter(patient=item.patient_id).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


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


def _buttons(item: ReviewItem) -> list[tuple[WhatWasDone, str, str]]:
    """What may have been done; the likeliest first."""
    enough = [button for button in _BUTTONS if _is_enough(item, button[0])]
    if item.kind in _TO_CALL:
        enough.sort(key=lambda button: button[0] != WhatWasDone.CALLED)
    return enough


def _is_enough(item: ReviewItem, done: str) -> bool:
    return item.rank != Rank.URGENT or done != WhatWasDone.REVIEWED

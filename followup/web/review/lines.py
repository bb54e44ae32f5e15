"""What one line of the review list shows, put together for the whole list at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from followup.replies.models import Rank, ReadingRecord, ReviewItem
from followup.replies.readings import newest_readings
from followup.web import phrases
from followup.web.review.course import Round, Scores, around, picture, rounds_of

# The codes that triage gives to a reply that needs nobody.
_NOTHING_TO_DO = frozenset({"expected", "nothing"})


@dataclass(frozen=True, slots=True)
class Line:
    """One open matter as it is shown: `waits` and `after` are ready to read."""

    item: ReviewItem
    rank: str
    name: str
    region: str
    after: str
    waits: str
    words: list[phrases.Piece]
    reading: ReadingRecord | None
    scores: Scores
    picture: SafeString
    bruise: str
    reasons: list[str]
    # While that is still to come.
    snoozed_until: datetime | None


def lines(items: QuerySet[ReviewItem], *, at: datetime) -> list[Line]:
    """The lines of these items, in their order; four queries however many there are."""
    rows = list(
        items.select_related(
            "patient", "reply__inbound", "inbound", "follow_up__treatment", "opened_by", "assignee"
        )
    )
    readings = newest_readings(row.reply_id for row in rows if row.reply_id)
    found = rounds_of(row.follow_up_id for row in rows if row.follow_up_id)
    return [
        _line(row, readings.get(row.reply_id or 0), found[row.follow_up_id or 0], at)
        for row in rows
    ]


def _line(
    item: ReviewItem, reading: ReadingRecord | None, rounds: Sequence[Round], at: datetime
) -> Line:
    reply, treatment = item.reply, item.follow_up.treatment if item.follow_up else None
    words = reply.words if reply else (item.inbound.body if item.inbound else "")
    return Line(
        item=item,
        rank=Rank(item.rank).label,
        name=item.patient.full_name if item.patient else _stranger(item),
        region=phrases.region(treatment.region) if treatment else "",
        after=_after(item),
        waits=phrases.lasted(at - item.waiting_since),
        words=phrases.marked(words, reading.spans if reading else []),
        reading=reading,
        scores=around(
            reply.check_in_id if reply else None, reading, [(r.pk, r.score) for r in rounds]
        ),
        picture=picture(item, reading, rounds),
        bruise=phrases.bruise(reading.bruising) if reading else "",
        reasons=_reasons(item),
        snoozed_until=_still_to_come(item.snoozed_until, at),
    )


def _stranger(item: ReviewItem) -> str:
    """Nobody is known by it, or several are; who calls back needs the number."""
    sender = item.inbound or (item.reply.inbound if item.reply else None)
    return f"Unknown: {phrases.telephone(sender.sender)}" if sender else "Unknown"


def _reasons(item: ReviewItem) -> list[str]:
    """Each once; that all is as expected says nothing beside something that is not."""
    told = {str(words): str(code) for code, words in item.reasons}
    pressing = [words for words, code in told.items() if code not in _NOTHING_TO_DO]
    return pressing or list(told)


def _still_to_come(until: datetime | None, at: datetime) -> datetime | None:
    return until if until is not None and until > at else None


def _after(item: ReviewItem) -> str:
    """How long after needling they wrote; triage judged by the same figure."""
    if item.reply is None or item.reply.hours_after is None:
        return ""
    return f"{item.reply.hours_after:.0f} h after needling"

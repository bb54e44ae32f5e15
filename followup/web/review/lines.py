"""What one line of the review list shows, put together for the whole list at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from followup.care.models import CheckIn
from followup.replies.models import Rank, ReadingRecord, ReviewItem
from followup.replies.readings import newest_readings
from followup.web import phrases

# The codes that triage gives to a reply that needs nobody.
_NOTHING_TO_DO = frozenset({"expected", "nothing"})


@dataclass(frozen=True, slots=True)
class Scores:
    """Soreness of the round that the reply belongs to, and of those before and after it."""

    now: int | None
    before: list[int]
    later: list[int]


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
    bruise: str
    reasons: list[str]


def lines(items: QuerySet[ReviewItem], *, at: datetime) -> list[Line]:
    """The lines of these items, in their order; four queries however many there are."""
    rows = list(
        items.select_related(
            "patient", "reply__inbound", "inbound", "follow_up__treatment", "opened_by", "assignee"
        )
    )
    readings = newest_readings(row.reply_id for row in rows if row.reply_id)
    scores = _scores(row.follow_up_id for row in rows if row.follow_up_id)
    return [
        _line(row, readings.get(row.reply_id or 0), scores[row.follow_up_id or 0], at)
        for row in rows
    ]


def _line(
    item: ReviewItem, reading: ReadingRecord | None, scores: Sequence[tuple[int, int]], at: datetime
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
        scores=around(reply.check_in_id if reply else None, reading, scores),
        bruise=phrases.bruise(reading.bruising) if reading else "",
        reasons=_reasons(item),
    )


def around(
    check_in_id: int | None, reading: ReadingRecord | None, scores: Sequence[tuple[int, int]]
) -> Scores:
    """Rounds are numbered as they were asked; a reply to none comes after them all."""
    here = check_in_id or max((pk for pk, _ in scores), default=0) + 1
    said = reading.soreness if reading else None
    own = next((score for pk, score in scores if pk == here), None)
    return Scores(
        now=own if said is None else said,
        before=[score for pk, score in scores if pk < here],
        later=[score for pk, score in scores if pk > here],
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


def _after(item: ReviewItem) -> str:
    """How long after needling they wrote; triage judged by the same figure."""
    if item.reply is None or item.reply.hours_after is None:
        return ""
    return f"{item.reply.hours_after:.0f} h after needling"


def _scores(follow_up_ids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    answered = CheckIn.objects.filter(
        follow_up__in=list(follow_up_ids), soreness__isnull=False
    ).order_by("opened_at")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for follow_up_id, pk, score in answered.values_list("follow_up", "pk", "soreness"):
        found[follow_up_id].append((pk, score))
    return found

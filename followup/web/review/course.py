"""The scores of one follow-up as a line of the list shows them: in words, and as a picture."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F
from django.utils.safestring import SafeString

from followup.care.models import CheckIn
from followup.replies.models import ReadingRecord, ReviewItem
from followup.web.charts.expected import expected
from followup.web.charts.sparkline import sparkline

# A picture of more would say no more in the width of a word.
_DRAWN = 5


class Round(NamedTuple):
    """One round of questions that was answered with a score, so long after needling."""

    pk: int
    score: int
    hours: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Soreness of the round that the reply belongs to, and of those before and after it."""

    now: int | None
    before: list[int]
    later: list[int]


def rounds_of(follow_up_ids: Iterable[int]) -> dict[int, list[Round]]:
    """The rounds of each follow-up in the order of time; one query for all of them."""
    answered = (
        CheckIn.objects.filter(follow_up__in=list(follow_up_ids), soreness__isnull=False)
        .annotate(treated_at=F("follow_up__treatment__treated_at"))
        .only("follow_up", "soreness", "answered_at", "opened_at")
        .order_by("opened_at")
    )
    found: dict[int, list[Round]] = defaultdict(list)
    for each in answered:
        since = (each.answered_at or each.opened_at) - each.treated_at
        hours = max(0.0, since.total_seconds() / 3600)
        found[each.follow_up_id].append(Round(each.pk, each.soreness, hours))
    return found


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


def picture(item: ReviewItem, reading: ReadingRecord | None, rounds: Sequence[Round]) -> SafeString:
    """The last scores of the item's follow-up, that of its reply drawn larger."""
    if item.follow_up is None or item.reply is None:
        return SafeString()
    check_in_id, said = item.reply.check_in_id, reading.soreness if reading else None
    drawn = [*rounds]
    if check_in_id not in {each.pk for each in rounds} and said is not None:
        # A reply outside of any round stands at its own hour.
        drawn.append(Round(check_in_id or 0, said, item.reply.hours_after or 0.0))
        drawn.sort(key=lambda each: each.hours)
    drawn = drawn[-_DRAWN:]
    places = [place for place, each in enumerate(drawn) if each.pk == (check_in_id or 0)]
    return sparkline(
        scores=[(each.hours, each.score) for each in drawn],
        band=expected(region=item.follow_up.treatment.region),
        now=places[0] if places else -1,
    )

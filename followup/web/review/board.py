"""The review list as it is drawn: its lines, its counts, and how to tell whether it has changed."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Count

from followup.clinic.models import Staff
from followup.replies import review
from followup.replies.models import Rank
from followup.web.review.lines import lines

SHOWN = 100
# "Waits 5 min" is drawn anew after so many seconds, though nothing else has changed.
_WAITS_GO_STALE = 300


def board(staff: Staff, *, at: datetime) -> dict[str, Any]:
    """The context of web/review/lines.html."""
    waiting = review.open_items(staff)
    counted = dict(waiting.order_by().values_list("rank").annotate(Count("id")))
    return {
        "lines": lines(waiting[:SHOWN], at=at),
        "counts": [(Rank(rank).label, counted[rank]) for rank in Rank.values if rank in counted],
        "urgent": counted.get(Rank.URGENT, 0),
        "total": sum(counted.values()),
        "cursor": cursor(staff, at=at),
    }


def cursor(staff: Staff, *, at: datetime) -> str:
    """Newest id - urgent ones - all that a line may change by, how long it waits included."""
    rows = list(
        review.open_items(staff).values_list(
            "id", "rank", "reply", "opened_by", "assignee", "waiting_since"
        )[:SHOWN]
    )
    step = int(at.timestamp()) // _WAITS_GO_STALE
    digest = blake2b(repr((rows, step)).encode(), digest_size=8).hexdigest()
    urgent = sum(row[1] == Rank.URGENT for row in rows)
    return f"{max((row[0] for row in rows), default=0)}-{urgent}-{digest}"


def news(staff: Staff, *, seen: str) -> str:
    """What a screen reader says of the change since that cursor; nothing where lines only left."""
    newest, urgent, *_ = [int(part) if part.isdecimal() else 0 for part in seen.split("-")] + [0, 0]
    waiting = review.open_items(staff)
    more_urgent = waiting.filter(rank=Rank.URGENT).count() - urgent
    if more_urgent > 0:
        return f"{more_urgent} more urgent. On top of the list."
    more = waiting.filter(pk__gt=newest).count()
    return f"{more} new on the list." if more else ""


def following(staff: Staff, *, item_id: int) -> int | None:
    """The item to go on to: the next of the list, else the first; None where no other waits."""
    ids = list(review.open_items(staff).values_list("pk", flat=True)[:SHOWN])
    here = ids.index(item_id) if item_id in ids else -1
    return next(iter(ids[here + 1 :] + ids[: max(here, 0)]), None)

"""The review list as it is drawn: its tabs, its lines, and how to tell whether it has changed."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from followup.clinic.access import Act, may
from followup.clinic.models import Staff
from followup.replies import tabs
from followup.replies.models import Rank, ReviewItem
from followup.replies.tabs import Tab
from followup.web.review.lines import lines
from followup.web.review.part import Drawn, Part, drawn

# "Waits 5 min" is drawn anew after so many seconds, though nothing else has changed.
_WAITS_GO_STALE = 300
_NAMES = {
    Tab.WAITING: gettext_lazy("To review"),
    Tab.MINE: gettext_lazy("Mine"),
    Tab.SNOOZED: gettext_lazy("Snoozed"),
    Tab.DONE: gettext_lazy("Done"),
}


def board(staff: Staff, part: Part, *, at: datetime) -> dict[str, Any]:
    """The context of web/review/list.html."""
    shown, counted = drawn(staff, part, at=at), _counted(staff, at)
    items = tabs.items_of(part.tab, staff=staff, at=at)
    ranked = tabs.ranks(staff, at=at)
    return {
        "lines": lines(items.filter(pk__in=[row.id for row in shown.rows]), at=at),
        "part": part,
        "tabs": [(tab, name, counted[tab], tab is part.tab) for tab, name in _NAMES.items()],
        "counts": [(Rank(rank).label, ranked[rank]) for rank in Rank.values if rank in ranked],
        "urgent": ranked.get(Rank.URGENT, 0),
        "routine": ranked.get(Rank.ROUTINE, 0),
        "may_close_together": may(staff, Act.REVIEW),
        "total": sum(ranked.values()),
        "more": shown.last if shown.more else None,
        "through": shown.last,
        "cursor": _cursor(staff, shown, counted, at),
    }


def cursor(staff: Staff, part: Part, *, at: datetime) -> str:
    """Newest id - urgent ones - all that the list may change by, how long each waits included."""
    return _cursor(staff, drawn(staff, part, at=at), _counted(staff, at), at)


def news(staff: Staff, *, seen: str) -> str:
    """What a screen reader says of the change since that cursor; nothing where lines only left."""
    known, urgent, *_rest = [int(n) if n.isdecimal() else 0 for n in seen.split("-")] + [0, 0]
    more_urgent = _newest_and_urgent(staff)[1] - urgent
    if more_urgent > 0:
        return _("%(count)d more urgent. On top of the list.") % {"count": more_urgent}
    opened = ReviewItem.objects.visible_to(staff).filter(closed_at__isnull=True)
    more = opened.filter(pk__gt=known).count()
    told = ngettext("%(count)d new on the list.", "%(count)d new on the list.", more)
    return told % {"count": more} if more else ""


def following(staff: Staff, item: ReviewItem, *, tab: Tab, at: datetime) -> int | None:
    """The item to go on to: the next of the tab, else the first; None where no other waits."""
    items = tabs.items_of(tab, staff=staff, at=at).exclude(pk=item.pk)
    behind = tabs.after(items, tabs.place_of(item, tab=tab), tab=tab)
    ids = [*behind.values_list("pk", flat=True)[:1], *items.values_list("pk", flat=True)[:1]]
    return next(iter(ids), None)


def _cursor(staff: Staff, shown: Drawn, counted: dict[Tab, int], at: datetime) -> str:
    step = int(at.timestamp()) // _WAITS_GO_STALE
    changing = repr(([tuple(row) for row in shown.rows], sorted(counted.items()), step))
    newest, urgent = _newest_and_urgent(staff)
    return f"{newest}-{urgent}-{blake2b(changing.encode(), digest_size=8).hexdigest()}"


def _newest_and_urgent(staff: Staff) -> tuple[int, int]:
    opened = ReviewItem.objects.visible_to(staff).filter(closed_at__isnull=True)
    newest: int | None = opened.aggregate(newest=Max("pk"))["newest"]
    return newest or 0, opened.filter(rank=Rank.URGENT).count()


def _counted(staff: Staff, at: datetime) -> dict[Tab, int]:
    """What was done is counted since midnight of the clinic, whose zone the gate has set."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return tabs.counts(staff, at=at, since=midnight)

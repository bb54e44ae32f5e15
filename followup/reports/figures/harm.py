"""Bruises and other unwanted events, beside the rates that were published of dry needling."""

from collections import Counter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from followup.care.models import CheckIn, FollowUp
from followup.replies.models import Rank, ReadingRecord, ReviewItem
from followup.replies.readings import newest_readings
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit, share

_BRUISED = ("small", "large", "present")
_MUCH = 7
# Of treatments, as therapists reported them; patients who are asked themselves report more.
_BRADY = "7.55 % (Brady 2014, 7,629 treatments); 7.7 % (Boyce 2020, 20,464)"
_MILD = "19.2 % mild (Brady 2014); 36.7 % minor (Boyce 2020)"
_MAJOR = "none (Brady 2014); under 0.1 % major (Boyce 2020)"


def table(scope: Scope) -> Table:
    """One row for each kind of event: of the treatments whose patient answered, how many."""
    answered = _answered(scope)
    whole = answered.count()
    counts = (
        (_("any bruise"), answered.filter(_has(bruising__in=_BRUISED)).count(), _BRADY),
        (_("large bruise"), answered.filter(_has(bruising="large")).count(), ""),
        (_("soreness of 7 or more"), answered.filter(_has(soreness__gte=_MUCH)).count(), _MILD),
        (_("something urgent"), answered.filter(_urgent()).count(), _MAJOR),
    )
    rows: list[tuple[Cell, ...]] = [
        (name, count, whole, share(count, whole), published) for name, count, published in counts
    ]
    rows += [(name, n, whole, share(n, whole), "") for name, n in _signs(answered)]
    return Table(columns=_columns(), rows=rows if whole else [])


def bruised(scope: Scope) -> float | None:
    """Of the treatments whose patient answered, the part that bruised."""
    answered = _answered(scope)
    return share(answered.filter(_has(bruising__in=_BRUISED)).count(), answered.count())


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Event"), Unit.TEXT),
        Column(_("Treatments with it")),
        Column(_("Treatments answered for")),
        Column(_("Rate"), Unit.SHARE),
        Column(_("Published, as therapists reported it"), Unit.TEXT),
    )


def _answered(scope: Scope) -> QuerySet[FollowUp]:
    return scope.follow_ups().filter(Exists(CheckIn.objects.filter(_spoke(), _same_follow_up())))


def _spoke() -> Q:
    return Q(soreness__isnull=False) | ~Q(bruising="") | Q(replies__isnull=False)


def _has(**what: Any) -> Exists:
    return Exists(CheckIn.objects.filter(_same_follow_up(), **what))


def _urgent() -> Exists:
    return Exists(ReviewItem.objects.filter(_same_follow_up(), rank=Rank.URGENT))


def _same_follow_up() -> Q:
    return Q(follow_up=OuterRef("pk"))


def _signs(answered: QuerySet[FollowUp]) -> list[tuple[str, int]]:
    """Each danger sign, and of how many treatments it was reported; the most frequent first."""
    flagged = ReadingRecord.objects.filter(
        reply__follow_up__in=answered, reply__readings__flags__len__gt=0
    )
    newest = newest_readings(flagged.values_list("reply", flat=True).distinct())
    follow_ups = dict(
        ReadingRecord.objects.filter(reply__in=newest).values_list("reply", "reply__follow_up")
    )
    pairs = {(flag, follow_ups[pk]) for pk, reading in newest.items() for flag in reading.flags}
    counted = Counter(flag for flag, _follow_up in pairs)
    return [(_sign(flag), n) for flag, n in counted.most_common()]


def _sign(flag: str) -> str:
    return _("danger sign: %(name)s") % {"name": flag.replace("_", " ")}

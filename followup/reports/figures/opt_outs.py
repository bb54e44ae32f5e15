"""Who wants no more messages: by week and channel, beside how many messages went out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _

from followup.clinic.models import Consent
from followup.messaging.models import Message, Status
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit, share

_COUNTS = {
    "texts": Count("pk", filter=Q(granted=False, channel="sms")),
    "emails": Count("pk", filter=Q(granted=False, channel="email")),
    "agreed": Count("pk", filter=Q(granted=True)),
}


def table(scope: Scope) -> Table:
    """One row for each week in which something went out or somebody changed their mind."""
    week = TruncWeek("at", tzinfo=scope.since.tzinfo)
    changes = {
        found["week"]: found
        for found in _ledger(scope).order_by().values(week=week).annotate(**_COUNTS)
    }
    sent = _sent(scope)
    return Table(
        columns=(
            Column(_("Week of"), Unit.TEXT),
            Column(_("Messages sent")),
            Column(_("Opt-outs from texts")),
            Column(_("Opt-outs from emails")),
            Column(_("Opt-outs for each message"), Unit.SHARE),
            Column(_("Agreements")),
        ),
        rows=[
            _row(monday, sent.get(monday, 0), changes.get(monday, {}))
            for monday in sorted({*changes, *sent})
        ],
    )


def total(scope: Scope) -> int:
    """How many said in those days that they want no more, by whichever channel."""
    return _ledger(scope).filter(granted=False).count()


def _row(monday: datetime, sent: int, found: Mapping[str, Any]) -> tuple[Cell, ...]:
    texts, emails = found.get("texts", 0), found.get("emails", 0)
    rate = share(texts + emails, sent)
    return f"{monday:%Y-%m-%d}", sent, texts, emails, rate, found.get("agreed", 0)


def _ledger(scope: Scope) -> QuerySet[Consent]:
    lines = Consent.objects.visible_to(scope.staff).filter(at__gte=scope.since, at__lt=scope.until)
    if scope.is_whole_clinic:
        return lines
    return lines.filter(patient__in=scope.follow_ups().values("patient"))


def _sent(scope: Scope) -> dict[datetime, int]:
    went = Message.objects.visible_to(scope.staff).filter(
        created_at__gte=scope.since,
        created_at__lt=scope.until,
        patient__isnull=False,
        status__in=(Status.ACCEPTED, Status.DELIVERED),
    )
    if not scope.is_whole_clinic:
        went = went.filter(follow_up__in=scope.follow_ups())
    week = TruncWeek("created_at", tzinfo=scope.since.tzinfo)
    return dict(went.order_by().values_list(week).annotate(Count("pk")))

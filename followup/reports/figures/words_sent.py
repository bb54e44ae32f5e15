"""How each kind of message does: sent, arrived, answered, and followed by an opt-out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from followup.care.models import CheckInState
from followup.clinic.consent import BY_THE_PATIENT
from followup.clinic.models import Channel, Consent, Language
from followup.messaging.models import Message, MessageKind, Status
from followup.reports.scope import Scope
from followup.reports.table import Cell, Column, Table, Unit, share

# An opt-out so soon after a message is counted beside it.
_SOON = timedelta(hours=48)
_WENT = (Status.ACCEPTED, Status.DELIVERED)
_NOT_TO_PATIENTS = (MessageKind.ALERT, MessageKind.DIGEST)


def table(scope: Scope) -> Table:
    """One row for each kind, channel, language and version of the words; the most used first."""
    found = (
        _sent(scope)
        .values("kind", "channel", "patient__language", version=F("template_version__number"))
        .annotate(**_COUNTS)
        .order_by("-n", "kind", "channel", "patient__language")
    )
    return Table(columns=_columns(), rows=[_row(row) for row in found])


def _sent(scope: Scope) -> QuerySet[Any, Any]:
    made = Message.objects.visible_to(scope.staff).filter(
        created_at__gte=scope.since, created_at__lt=scope.until, patient__isnull=False
    )
    if not scope.is_whole_clinic:
        made = made.filter(follow_up__in=scope.follow_ups())
    revoked = Consent.objects.filter(
        patient=OuterRef("patient"),
        channel=OuterRef("channel"),
        granted=False,
        how__in=BY_THE_PATIENT,
        at__gte=OuterRef("accepted_at"),
        at__lt=OuterRef("accepted_at") + _SOON,
    )
    counted: QuerySet[Any, Any] = made.exclude(kind__in=_NOT_TO_PATIENTS).annotate(
        opted_out=Exists(revoked)
    )
    return counted


_COUNTS = {
    "n": Count("pk"),
    "went": Count("pk", filter=Q(status__in=_WENT)),
    "arrived": Count("pk", filter=Q(status=Status.DELIVERED)),
    "failed": Count("pk", filter=Q(status=Status.FAILED)),
    "segments": Sum("segments", filter=Q(status__in=_WENT, channel="sms")),
    "asked": Count("pk", filter=Q(status__in=_WENT, check_in__isnull=False)),
    "answered": Count("pk", filter=Q(status__in=_WENT, check_in__state=CheckInState.ANSWERED)),
    "out": Count("pk", filter=Q(opted_out=True)),
}


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Message"), Unit.TEXT),
        Column(_("Channel"), Unit.TEXT),
        Column(_("Language"), Unit.TEXT),
        Column(_("Words"), Unit.TEXT),
        Column(_("Sent")),
        Column(_("Delivered")),
        Column(_("Not delivered")),
        Column(_("Charged as texts")),
        Column(_("Answer rate"), Unit.SHARE),
        Column(_("Opt-outs within 48 h")),
    )


def _row(found: Mapping[str, Any]) -> tuple[Cell, ...]:
    version = found["version"]
    return (
        str(MessageKind(found["kind"]).label),
        str(Channel(found["channel"]).label),
        str(Language(found["patient__language"]).label),
        _("version %(number)s") % {"number": version} if version else _("as shipped"),
        found["went"],
        found["arrived"],
        found["failed"],
        found["segments"] or 0,
        share(found["answered"], found["asked"]),
        found["out"],
    )

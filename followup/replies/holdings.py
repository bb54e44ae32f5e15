"""Everything that is held of one patient: how each kind of row is found, and what of it is words.

Export, erasure and merging all read this one list; a test compares it with the models, so that a
new row or a new encrypted column cannot be forgotten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from followup.care.models import (
    Adjustment,
    CheckIn,
    FollowUp,
    ImportRow,
    PlannedMessage,
    Treatment,
)
from followup.clinic.models import Consent, ContactPoint, Patient
from followup.clinic.rows import ClinicRow
from followup.messaging.models import (
    AnswerLink,
    Attempt,
    Inbound,
    InboundPhoto,
    Message,
    PhotoState,
    Receipt,
)
from followup.replies.models import (
    Alert,
    Note,
    Presence,
    ReadingRecord,
    Reply,
    Resolution,
    ReviewItem,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of row: the path to its patient, and what erasure writes into which columns."""

    model: type[ClinicRow]
    path: str
    blank: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As it stands in an export."""
        return str(self.model._meta.verbose_name_plural).replace(" ", "_")

    @property
    def is_owned(self) -> bool:
        """Whether the row itself names the patient, which is what a merge changes."""
        return self.path == "patient"

    def rows(self, patient: Patient) -> QuerySet[Any]:
        """Those of one patient, the oldest first."""
        found = Q(**{self.path: patient})
        if self.model is Inbound:
            # A STOP is heeded before it is bound to anybody.
            found |= Q(reply__isnull=True, pk__in=_unbound(patient))
        return self.model.objects.filter(found).order_by("pk")


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

HOLDINGS = (
    Holding(
        ContactPoint, "patient", {"value": "", "unreachable_reason": "erased"}
    ),
    Holding(Consent, "patient"),
    Holding(
        Treatment, "patient", {"external_id": "", "condition": "", "muscles": []}
    ),
    Holding(
        ImportRow,
        "treatment__patient",
        {"cells": None, "remarks": None, "visit_id": "", "who": ""},
    ),
    Holding(FollowUp, "patient"),
    Holding(PlannedMessage, "patient"),
    Holding(Adjustment, "planned__patient"),
    Holding(CheckIn, "patient"),
    Holding(Message, "patient", {"to": "", "to_index": "", "subject": "", "body": ""}),
    Holding(Attempt, "message__patient", {"error": ""}),
    Holding(Receipt, "message__patient", {"raw": None}),
    # A link that was sent leads nowhere any more.
    Holding(
        AnswerLink,
        "message__patient",
        {"draft": None, "drafted_at": None, "expires_at": _LONG_AGO},
    ),
    # Photos before the inbounds by which they are found.
    Holding(
        InboundPhoto,
        "inbound__reply__patient",
        {"url": "", "path": "", "state": PhotoState.REFUSED, "reason": "erased"},
    ),
    Holding(
        Inbound,
        "reply__patient",
        {
            "sender": "", "sender_index": "", "recipient": "", "subject": "", "body": "",
            "raw": None,
        },
    ),
    Holding(ReadingRecord, "reply__patient", {"reasons": [], "spans": []}),
    Holding(Reply, "patient", {"words": ""}),
    Holding(Resolution, "item__patient", {"note": ""}),
    Holding(Alert, "item__patient"),
    Holding(Presence, "item__patient"),
    Holding(Note, "patient", {"body": ""}),
    Holding(ReviewItem, "patient", {"reasons": []}),
)  # fmt: skip


def owned() -> Iterator[Holding]:
    """The kinds of row that name the patient themselves."""
    return (holding for holding in HOLDINGS if holding.is_owned)


def _unbound(patient: Patient) -> QuerySet[Any]:
    """What came in from a number or address that is this patient's alone, and is no reply."""
    mine = ContactPoint.objects.filter(patient=patient)
    shared = ContactPoint.objects.of(patient.clinic_id).exclude(patient=patient)
    alone = mine.exclude(index__in=shared.values("index")).values("index")
    return Inbound.objects.of(patient.clinic_id).filter(sender_index__in=alone).values("pk")

"""All that is held of one patient, as plain values for a file that they may take with them."""

from typing import Any

from django.db.models import Field, Model

from followup.clinic.models import AuditEvent, Patient
from followup.messaging.models import InboundPhoto, PhotoState
from followup.replies.holdings import HOLDINGS

# Indexes and leases say nothing of a patient; the clinic is the one that hands the file out.
_LEFT_OUT = frozenset(
    {"clinic", "index", "name_index", "sender_index", "to_index", "leased_until", "path", "url"}
)

_AS_IT_IS = (str, int, float, bool, list, dict)


def everything(patient: Patient) -> dict[str, Any]:
    """By kind of row, each with all of its columns; times in UTC as ISO 8601."""
    told = {holding.name: [_plain(row) for row in holding.rows(patient)] for holding in HOLDINGS}
    seen = AuditEvent.objects.of(patient.clinic_id).filter(subject="patient", subject_id=patient.pk)
    return {
        "patient": _plain(patient),
        **told,
        "audit": [_plain(event) for event in seen.order_by("at", "pk")],
    }


def photos_of(patient: Patient) -> list[InboundPhoto]:
    """Those that are stored, oldest first."""
    stored = InboundPhoto.objects.filter(inbound__reply__patient=patient, state=PhotoState.STORED)
    return list(stored.order_by("pk"))


def _plain(row: Model) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name not in _LEFT_OUT)
    return {field.name: _value(field, row) for field in fields}


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    value = field.value_from_object(row)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return (
        value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
    )

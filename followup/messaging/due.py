"""The claimed rows of a batch as plain values: models would cost more than all that follows.

The patients' rows are locked before their messages, as everywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from followup.care.models import PlannedMessage, PlannedState, Step
from followup.clinic.models import Clinic, Patient

_COLUMNS = (
    "pk", "clinic_id", "patient_id", "follow_up_id", "step_id", "kind", "due_at", "expires_at",
    "moved_because", "patient__first_name", "patient__language", "patient__time_zone",
    "patient__preferred_channel", "patient__neutral_words",
    "follow_up__state", "follow_up__stopped_reason", "follow_up__paused_at",
    "follow_up__treatment__regions",
    "follow_up__treatment__condition", "follow_up__treatment__next_visit_at",
)  # fmt: skip


@dataclass(slots=True)
class Due:
    """One claimed planned message, with what is known of its patient and its treatment."""

    pk: int
    clinic_id: int
    patient_id: int
    follow_up_id: int
    step_id: int
    kind: str
    due_at: datetime
    expires_at: datetime
    moved_because: str
    first_name: str
    language: str
    time_zone: str
    preferred_channel: str
    neutral_words: bool
    follow_up_state: str
    stopped_reason: str
    paused_at: datetime | None
    regions: list[str]
    condition: str
    next_visit_at: datetime | None
    clinic: Clinic
    step: Step
    # What becomes of it.
    state: str = PlannedState.CLAIMED
    reason: str = ""
    settled_at: datetime | None = None


def locked(*, ids: Sequence[int]) -> list[Due]:
    """Those of the claimed rows `ids` that nobody has cancelled meanwhile, locked."""
    _lock_patients(ids)
    rows = PlannedMessage.objects.filter(pk__in=ids, state=PlannedState.CLAIMED).order_by("pk")
    return read(ids=list(rows.select_for_update().values_list("pk", flat=True)))


def read(*, ids: Sequence[int]) -> list[Due]:
    """These planned messages, in the order of their ids."""
    rows = PlannedMessage.objects.filter(pk__in=ids).order_by("pk")
    values: list[tuple[Any, ...]] = list(rows.values_list(*_COLUMNS))
    clinics = Clinic.objects.in_bulk({value[1] for value in values})
    steps = Step.objects.in_bulk({value[4] for value in values})
    return [Due(*(*value, clinics[value[1]], steps[value[4]])) for value in values]


def _lock_patients(ids: Iterable[int]) -> None:
    patients = PlannedMessage.objects.filter(pk__in=ids).values("patient")
    held = Patient.objects.select_for_update(no_key=True).filter(pk__in=patients)
    list(held.order_by("pk").values_list("pk"))

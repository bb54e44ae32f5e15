"""A clinic with the shipped protocols, and short ways to log and to look."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from followup.care import planning, shipped
from followup.care.models import PlannedMessage, Treatment
from followup.clinic.models import Clinic, Patient
from tests.care.stops import local

Log = Callable[..., Treatment]
Look = Callable[..., dict[str, str]]


@pytest.fixture
def ready(clinic: Clinic, at: datetime) -> Clinic:
    shipped.install(clinic=clinic, at=at)
    return clinic


@pytest.fixture
def log(ready: Clinic, grace: Patient) -> Log:
    """Log a treatment of Grace, at a time on Denver's wall."""

    def logged(treated: str, at: str | None = None, **visit: Any) -> Treatment:
        if "next_visit" in visit:
            visit["next_visit_at"] = local(visit.pop("next_visit"))
        visit = {"regions": ("knee",), **visit}
        return planning.log_treatment(
            patient=grace,
            visit=planning.Visit(treated_at=local(treated), **visit),
            at=local(at or treated),
        )

    return logged


@pytest.fixture
def look() -> Look:
    """The state and reason of each planned message of a treatment, by step and kind."""

    def seen(treatment: Treatment) -> dict[str, str]:
        rows = PlannedMessage.objects.filter(follow_up__treatment=treatment)
        return {
            row.step.slug
            + ("+nudge" if row.kind == "nudge" else ""): f"{row.state} {row.reason}".strip()
            for row in rows.select_related("step")
        }

    return seen

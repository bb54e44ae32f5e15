"""What was changed lately in a section, by whom, from what to what, and whether it can go back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from followup.clinic import policy
from followup.clinic.models import AuditEvent, Clinic
from followup.web.settings.wording import Changed, changed_words

_SHOWN = 3
_STILL_UNDONE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in words."""

    event: AuditEvent
    words: list[Changed]
    may_undo: bool


def recent(*, clinic: Clinic, names: Collection[str], at: datetime) -> list[Change]:
    """The newest few that touched one of these decisions."""
    events = AuditEvent.objects.of(clinic).filter(
        act=policy.CHANGED, at__gt=at - _STILL_UNDONE, details__changed__has_any_keys=list(names)
    )
    return [
        _change(clinic, event) for event in events.select_related("by").order_by("-pk")[:_SHOWN]
    ]


def _change(clinic: Clinic, event: AuditEvent) -> Change:
    changed: dict[str, Any] = event.details["changed"]
    stands = all(getattr(clinic, name) == new for name, (_old, new) in changed.items())
    return Change(event=event, words=changed_words(changed), may_undo=stands)

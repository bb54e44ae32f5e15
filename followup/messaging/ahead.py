"""One message of a day to come: what becomes of it, when, and why; pure."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message: sent, skipped or held at `at`; `reason` is why it is not sent, or was moved."""

    patient_id: int
    follow_up_id: int | None
    kind: str
    at: datetime
    outcome: str
    reason: str = ""
    channel: str = ""
    # Masked: whole numbers have no place in a list.
    to: str = ""
    # A nudge goes only where there is no answer until then.
    unless_answered: bool = False

    def without(self, reason: str, *, outcome: str) -> "Line":
        """The same message, not sent."""
        return replace(self, outcome=outcome, reason=reason, channel="", to="")

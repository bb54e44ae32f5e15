"""What was refused of a patient's page a moment ago, to be shown where it was tried."""

from dataclasses import dataclass
from datetime import datetime

from django import forms


@dataclass(frozen=True, slots=True)
class Refused:
    """Which planned message, what was tried (skip, move, send or undo), and why not."""

    planned_id: int
    act: str
    words: str = ""
    instead: datetime | None = None
    form: forms.Form | None = None

    @property
    def why(self) -> list[str]:
        """All that is wrong, in words."""
        if self.words:
            return [self.words]
        errors = self.form.errors if self.form else {}
        return [str(error) for found in errors.values() for error in found]

"""The form that says what was done about an item: the button that was pressed, and a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.replies.models import CallOutcome, WhatWasDone

LONGEST_NOTE = 2_000
# A call carries how it ended behind a colon.
DONE = [
    (WhatWasDone.REVIEWED.value, _("Reviewed")),
    (WhatWasDone.CALLED.value, _("Called")),
    *((f"{WhatWasDone.CALLED}:{outcome.value}", outcome.label) for outcome in CallOutcome),
    (WhatWasDone.REPLIED.value, _("Replied")),
    (WhatWasDone.BOOKED.value, _("Booked a visit")),
    (WhatWasDone.REFERRED.value, _("Referred")),
]
_WHICH = _("Say what was done: use one of the buttons.")


class NoteForm(forms.Form):
    """A few words; `note_required` where they are all that is sent."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("The note is too long. Keep it under 2,000 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ResolutionForm(NoteForm):
    """`done` is the button that was pressed."""

    done = forms.ChoiceField(
        choices=DONE, error_messages={"required": _WHICH, "invalid_choice": _WHICH}
    )
    # The newest words that were on the page: nobody closes what they have not read.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    next_visit = forms.DateTimeField(
        label=_("Next visit"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Write the day and the time of the next visit.")},
    )

    field_order = ("done", "seen", "next_visit", "note")

    @property
    def what(self) -> str:
        """What was done, without how a call ended."""
        return str(self.cleaned_data["done"]).partition(":")[0]

    @property
    def outcome(self) -> str:
        """How a call ended; empty for what is no call."""
        return str(self.cleaned_data["done"]).partition(":")[2]

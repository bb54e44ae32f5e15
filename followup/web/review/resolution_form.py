"""The form that closes an item: what was done, and a note."""

from typing import Any

from django import forms

from followup.replies.models import WhatWasDone


class ResolutionForm(forms.Form):
    """`done` is the button that was pressed."""

    done = forms.ChoiceField(
        choices=WhatWasDone.choices,
        error_messages={
            "required": "Say what was done: use one of the buttons.",
            "invalid_choice": "Say what was done: use one of the buttons.",
        },
    )
    # The newest words that were on the page: nobody closes what they have not read.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "The note is too long. Keep it under 2,000 characters."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

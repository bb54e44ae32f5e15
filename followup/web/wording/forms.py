"""The form of the editor: the words, what they were written on, and for whom to show them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Channel
from followup.messaging.drafts import LONGEST_DRAFT
from followup.messaging.places import Standing
from followup.messaging.sample import Case
from followup.messaging.spoken import CONDITIONS, REGIONS
from followup.messaging.words import LONGEST_SUBJECT, Source
from followup.web import phrases

LONGEST_REPLY = 1_600
_ROWS_OF_A_TEXT, _ROWS_OF_AN_EMAIL = 6, 18
_REGIONS = [(name, phrases.region(name)) for name in REGIONS]
_CONDITIONS = [("", _("none of these")), *((name, phrases.region(name)) for name in CONDITIONS)]
# What spoken.condition knows each of them by.
_TOLD = {"runners_knee": "runner's knee", "iliotibial_band": "iliotibial band"}


class WordsForm(forms.Form):
    """`seen` is the turn of the template that these words were written on."""

    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=LONGEST_SUBJECT,
        error_messages={"max_length": _("The subject is too long. Keep it under 150 characters.")},
    )
    source = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST_DRAFT,
        widget=forms.Textarea(attrs={"spellcheck": "true", "autocomplete": "off"}),
        error_messages={
            "max_length": _("These are far too many words for a message. Shorten them.")
        },
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    region = forms.ChoiceField(label=_("Treated"), required=False, choices=_REGIONS)
    condition = forms.ChoiceField(label=_("Condition"), required=False, choices=_CONDITIONS)
    reply = forms.CharField(
        label=_("A reply to try"),
        required=False,
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={"max_length": _("A reply has at most 1,600 characters. Shorten it.")},
    )

    def __init__(self, sent: QueryDict | None = None, *, standing: Standing) -> None:
        super().__init__(sent, initial=_initial(standing))
        self.label_suffix = ""
        self.standing = standing
        self.is_email = standing.place.channel == Channel.EMAIL
        if standing.place.name == "footer" or not self.is_email:
            del self.fields["subject"]
        self.fields["source"].widget.attrs |= {
            "lang": standing.place.language,
            "rows": _ROWS_OF_AN_EMAIL if self.is_email else _ROWS_OF_A_TEXT,
        }

    def clean_source(self) -> str:
        """Browsers end lines as they like."""
        return str(self.cleaned_data["source"]).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def written(self) -> Source:
        """The words of the form, sent or not; empty where they cannot be read."""
        told = self.cleaned_data if self.is_bound else self.initial
        return Source(told.get("subject") or "", told.get("source") or "")

    @property
    def seen_turn(self) -> int:
        return int(self.cleaned_data.get("seen") or 0)

    @property
    def case(self) -> Case:
        """Whom to show the words for."""
        told = self.cleaned_data if self.is_bound else {}
        condition = told.get("condition") or ""
        return Case(told.get("region") or "knee", _TOLD.get(condition, condition))


def _initial(standing: Standing) -> dict[str, Any]:
    begun = standing.draft
    words = Source(begun.subject, begun.source) if begun else standing.in_use
    return {
        "subject": words.subject,
        "source": words.body,
        "seen": standing.template.turn if standing.template else 0,
        "region": "knee",
    }

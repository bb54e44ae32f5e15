"""The form in which a person corrects a reading, with what was read filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.replies import rereading
from followup.replies.models import ReadingRecord, ReviewItem
from followup.replies.readings import readings_of
from followup.web import phrases

_NOT_SAID = ("", _("not said"))


class CorrectionForm(forms.Form):
    """What a person says that the words say; the danger signs that stand are ticked."""

    soreness = forms.TypedChoiceField(
        label=_("Soreness"),
        required=False,
        choices=[_NOT_SAID, *((str(score), str(score)) for score in range(11))],
        coerce=int,
        empty_value=None,
    )
    bruising = forms.ChoiceField(
        label=_("Bruise"),
        required=False,
        choices=[
            _NOT_SAID,
            ("none", _("no bruise")),
            ("small", _("small bruise")),
            ("large", _("large bruise")),
            ("present", _("bruise, size not said")),
        ],
    )
    flags = forms.MultipleChoiceField(
        label=_("Signs that were read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    another = forms.ChoiceField(label=_("Another danger sign"), required=False)

    def __init__(self, *args: Any, reading: ReadingRecord | None, **kwargs: Any) -> None:
        standing = signs_of(reading)
        kwargs.setdefault("initial", _as_read(reading, standing))
        kwargs["prefix"] = "reading"
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        _offer(self.fields["flags"], standing)
        others = [name for name in rereading.flag_names() if name not in standing]
        _offer(self.fields["another"], others, first=("", _("none")))

    @property
    def names(self) -> list[str]:
        """Every sign that stands now."""
        told = self.cleaned_data
        return [*told["flags"], *filter(None, [told["another"]])]


def signs_of(reading: ReadingRecord | None) -> list[str]:
    """The danger signs and milder signs that a reading holds."""
    if reading is None:
        return []
    milder = [str(what)[5:] for _start, _end, what in reading.spans if str(what)[:5] == "sign:"]
    return list(dict.fromkeys([*reading.flags, *milder]))


def corrector(item: ReviewItem, form: CorrectionForm | None = None) -> dict[str, Any]:
    """The context of web/review/correction.html."""
    if item.reply is None:
        return {"readings": None}
    readings = readings_of(reply=item.reply)
    return {
        "readings": readings,
        "correction_form": form or CorrectionForm(reading=readings.counts),
    }


def _as_read(reading: ReadingRecord | None, standing: list[str]) -> dict[str, Any]:
    if reading is None:
        return {}
    score = reading.soreness
    return {
        "soreness": "" if score is None else str(score),
        "bruising": reading.bruising,
        "flags": standing,
    }


def _offer(field: forms.Field, names: list[str], first: tuple[str, Any] | None = None) -> None:
    choices = [(name, phrases.region(name)) for name in names]
    if isinstance(field, forms.ChoiceField):
        field.choices = [first, *choices] if first else choices

"""The clinic's own words for the reader: tried on every labelled reply, then used."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from followup.clinic.models import Clinic, Language
from followup.lib import clock
from followup.replies import vocabularies
from followup.replies.models import Vocabulary
from followup.replies.reader.extension import LONGEST_TEXT, VocabularyError
from followup.replies.word_effect import effect_of
from followup.web.requests import StaffRequest
from followup.web.settings import menu

_ROUTE = "settings_vocabulary"
_BEGIN = {
    "en": """language = "en"

[flags]
# bleeding = ["purple lump"]

[examples]
# urgent = ["a purple lump that grows"]
""",
    "es": """language = "es"

[flags]
# bleeding = ["chichón morado"]

[examples]
# urgent = ["un chichón morado que crece"]
""",
}


class VocabularyForm(forms.Form):
    """`seen` is the row that stood in the form, so that two people do not overwrite each other."""

    text = forms.CharField(
        label=gettext_lazy("Phrases, by what they mean"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=gettext_lazy("Empty: the words that come with the program alone."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """The words of one language; POST tries them, or uses them from the next reply on."""
    language = _language(request)
    if request.method != "POST":
        return _shown(request, language, _fresh(request.user.clinic, language))
    form = VocabularyForm(request.POST)
    if not form.is_valid():
        return _shown(request, language, form)
    try:
        if "try" in request.POST:
            return _shown(request, language, form, _effect(form, language))
        if _published(request, form, language, clock.now()):
            return redirect(f"{reverse(_ROUTE)}?language={language}")
    except VocabularyError as error:
        form.add_error("text", str(error))
    return _shown(request, language, form)


def _effect(form: VocabularyForm, language: str) -> list[str]:
    text = form.cleaned_data["text"]
    if not text.strip():
        return [_("Replies would be read with the words that come with the program alone.")]
    extension = vocabularies.check(text=text, language=language)
    return list(effect_of(extension, language=language))


def _published(request: StaffRequest, form: VocabularyForm, language: str, at: datetime) -> bool:
    clinic = request.user.clinic
    if form.cleaned_data["seen"] != str(_newest_pk(clinic, language)):
        form.add_error(
            None, _("Somebody else changed this in the meantime. Look at it again, then save.")
        )
        return False
    vocabularies.publish(
        clinic=clinic, language=language, text=form.cleaned_data["text"], at=at, by=request.user
    )
    messages.success(request, _("Used from the next reply on."))
    return True


def _shown(
    request: StaffRequest, language: str, form: VocabularyForm, effect: list[str] | None = None
) -> HttpResponse:
    earlier = Vocabulary.objects.visible_to(request.user).filter(language=language)
    context = menu.page(
        request.user,
        _ROUTE,
        form=form,
        language=language,
        choices=Language.choices,
        effect=effect,
        earlier=earlier.select_related("published_by").order_by("-pk")[:5],
    )
    return render(request, "web/settings/settings_vocabulary.html", context)


def _fresh(clinic: Clinic, language: str) -> VocabularyForm:
    standing = {row.language: row.text for row in vocabularies.published(clinic.pk)}
    text = standing.get(language, _BEGIN[language])
    return VocabularyForm(initial={"text": text, "seen": _newest_pk(clinic, language)})


def _newest_pk(clinic: Clinic, language: str) -> int:
    rows = Vocabulary.objects.of(clinic).filter(language=language).order_by("-pk")
    return int(rows.values_list("pk", flat=True).first() or 0)


def _language(request: StaffRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in _BEGIN else "en"

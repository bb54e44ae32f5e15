"""The canned replies of a clinic: the shipped ones to be changed or hidden, and their own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from followup.clinic.models import Language
from followup.lib import clock
from followup.replies import canned
from followup.web.requests import StaffRequest


class CannedForm(forms.Form):
    """One wording in one language; an empty slug is a new one."""

    slug = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    title = forms.CharField(
        label=gettext_lazy("Title, as it stands in the list"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    body = forms.CharField(
        label=gettext_lazy("Words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write the words.")},
    )
    hidden = forms.BooleanField(label=gettext_lazy("Do not offer it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["body"].help_text = _("You may use: %(names)s") % {
            "names": ", ".join(f"{{{{ {name} }}}}" for name in canned.VARIABLES)
        }


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """All of them, and the one that is being changed."""
    if request.method != "POST":
        return _page(request, CannedForm(initial=_wanted(request)))
    form = CannedForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    clinic, told = request.user.clinic, form.cleaned_data
    try:
        canned.keep(clinic=clinic, by=request.user, at=clock.now(), **told)
    except canned.NotKept as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    messages.info(request, _("Kept: %(title)s") % {"title": told["title"]})
    return redirect("canned")


def _page(request: StaffRequest, form: CannedForm) -> HttpResponse:
    context = {"form": form, "offered": canned.all_of(request.user.clinic)}
    return render(request, "web/review/canned.html", context)


def _wanted(request: StaffRequest) -> dict[str, object]:
    """The one that the address names, to be changed; nothing for a new one."""
    told = (request.GET.get("slug"), request.GET.get("language"))
    for each in canned.all_of(request.user.clinic):
        if (each.slug, each.language) == told:
            return {name: getattr(each, name) for name in CannedForm.base_fields}
    return {}

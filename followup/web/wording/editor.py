"""The editor of one place's words, the preview beside it, and a reply tried on them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from followup.clinic.models import Channel, Language
from followup.lib import clock
from followup.messaging import places, words
from followup.messaging.places import NoSuchPlace, Place, Standing
from followup.replies.trying import try_reply
from followup.web import phrases
from followup.web.access import may_enter
from followup.web.requests import StaffRequest, is_fragment
from followup.web.wording import history
from followup.web.wording.forms import WordsForm
from followup.web.wording.look import look_at


@require_safe
def show(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """The words with what they look like; for reading alone where one may not change them."""
    return page(request, WordsForm(standing=standing_of(request, name, channel, language)))


@require_POST
def preview(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """What the words of the form look like; nothing is kept."""
    form = sent_form(request, name, channel, language)
    if not is_fragment(request):
        return page(request, form)
    return render(request, "web/wording/look.html", _look(request, form))


@require_POST
def reply(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """What the reader would make of an answer to these words."""
    form = sent_form(request, name, channel, language)
    context = _tried(form)
    if not is_fragment(request):
        return page(request, form, **context)
    return render(request, "web/wording/tried.html", context)


def page(request: StaffRequest, form: WordsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The editor with this form in it."""
    standing = form.standing
    context = {
        "standing": standing,
        "place": standing.place,
        "form": form,
        "may_edit": may_edit(request, standing.place),
        "shows_case": _differs_by_case(request, standing.place),
        "beside": _beside(standing.place),
        "variables": _variables(standing.place),
        "past": history.of(standing),
        **_look(request, form),
        **more,
    }
    return render(request, "web/wording/editor.html", context, status=status)


def standing_of(request: StaffRequest, name: str, channel: str, language: str) -> Standing:
    """What their clinic has at that place; 404 for a place that there is not."""
    try:
        place = places.place(name=name, channel=channel, language=language)
    except NoSuchPlace as error:
        raise Http404(str(error)) from error
    return places.standing(clinic=request.user.clinic, place=place)


def standing_to_edit(request: StaffRequest, name: str, channel: str, language: str) -> Standing:
    """The same; refused where nobody may change these words."""
    standing = standing_of(request, name, channel, language)
    if not may_edit(request, standing.place):
        raise PermissionDenied
    return standing


def sent_form(request: StaffRequest, name: str, channel: str, language: str) -> WordsForm:
    """What was sent, looked over."""
    form = WordsForm(request.POST, standing=standing_to_edit(request, name, channel, language))
    form.is_valid()
    return form


def may_edit(request: StaffRequest, place: Place) -> bool:
    """Whether their role includes it, and the words are not fixed."""
    return may_enter(request.user, "template_draft") and not place.entry.fixed


def _look(request: StaffRequest, form: WordsForm) -> dict[str, Any]:
    look = look_at(
        clinic=request.user.clinic,
        place=form.standing.place,
        source=form.written,
        case=form.case,
        at=clock.now(),
    )
    return {"look": look, "place": form.standing.place, "clinic": request.user.clinic}


def _tried(form: WordsForm) -> dict[str, Any]:
    text, place = form.cleaned_data.get("reply") or "", form.standing.place
    if not text.strip():
        return {"tried": None, "reply": text}
    tried = try_reply(
        text=text,
        to=place.name,
        language=place.language,
        channel=place.channel,
        region=form.case.region,
    )
    spans = [(span.start, span.end, span.what) for span in tried.reading.spans]
    return {"tried": tried, "reply": text, "pieces": phrases.marked(text, spans)}


def _differs_by_case(request: StaffRequest, place: Place) -> bool:
    """Whether the words can tell what was treated at all."""
    is_neutral = request.user.clinic.neutral_words and place.channel == Channel.SMS
    return "region" in place.entry.variables and not is_neutral


def _beside(place: Place) -> list[Place]:
    """The same kind on each channel in each language."""
    return [
        Place(place.entry, channel, language)
        for channel in Channel.values
        if channel in place.entry.channels
        for language in Language.values
    ]


def _variables(place: Place) -> list[Any]:
    known = words.shipped_catalog().variables
    return [known[name] for name in place.entry.variables]

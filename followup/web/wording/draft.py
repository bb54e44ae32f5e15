"""The draft of a place: saved while one writes, set aside, and never over another's words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.lib import clock
from followup.lib.difference import changes
from followup.messaging import drafts, places
from followup.messaging.drafts import DraftMoved
from followup.messaging.models import TemplateDraft
from followup.messaging.places import Place
from followup.web.requests import StaffRequest, is_fragment
from followup.web.wording.editor import page, sent_form, standing_to_edit
from followup.web.wording.forms import WordsForm


@require_POST
def save(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """Keep the words of the form; `then` is where the button that was pressed leads."""
    form = sent_form(request, name, channel, language)
    place = form.standing.place
    if not form.is_valid():
        return _not_saved(request, form, "web/wording/unsaved.html", {"form": form})
    try:
        draft = _save(request, form)
    except DraftMoved as moved:
        return _not_saved(request, form, "web/wording/moved.html", _conflict(moved, form))
    if is_fragment(request):
        return render(request, "web/wording/saved.html", {"draft": draft, "place": place})
    if request.POST.get("then") == "publication":
        return redirect("template_publication", *_address(place))
    messages.success(request, _("The draft is saved. Patients get it once it is published."))
    return redirect("template", *_address(place))


@require_POST
def aside(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """Go on without the draft; it stays in the history."""
    place = standing_to_edit(request, name, channel, language).place
    if drafts.set_aside(place=place, at=clock.now(), by=request.user):
        messages.success(request, _("The draft is set aside. It stands under History."))
    return redirect("template", *_address(place))


@require_POST
def take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Work on words that were set aside once more."""
    own = TemplateDraft.objects.visible_to(request.user).select_related("template")
    draft = get_object_or_404(own, pk=pk)
    place = places.place_of(draft.template)
    drafts.begin(
        place=place, subject=draft.subject, source=draft.source, at=clock.now(), by=request.user
    )
    messages.success(request, _("These words are the draft again."))
    return redirect("template", *_address(place))


def _save(request: StaffRequest, form: WordsForm) -> TemplateDraft:
    written, at = form.written, clock.now()
    instead = request.POST.get("instead", "")
    if instead.isdecimal():
        return drafts.save_instead(
            place=form.standing.place,
            subject=written.subject,
            source=written.body,
            seen=int(instead),
            at=at,
            by=request.user,
        )
    return drafts.save(
        place=form.standing.place,
        subject=written.subject,
        source=written.body,
        seen=form.seen_turn,
        at=at,
        by=request.user,
    )


def _not_saved(
    request: StaffRequest, form: WordsForm, part: str, context: dict[str, Any]
) -> HttpResponse:
    """Beside the words where a script asked, else the editor with them in it: nothing is lost."""
    if is_fragment(request):
        return render(request, part, context)
    return page(request, form, status=409, **context)


def _conflict(moved: DraftMoved, form: WordsForm) -> dict[str, Any]:
    """What stands there now, and what these words would change of it."""
    theirs = moved.theirs.source if moved.theirs else form.standing.in_use.body
    return {
        "moved": moved,
        "place": form.standing.place,
        "turn": moved.template.turn,
        "changes": changes(theirs, form.written.body),
    }


def _address(place: Place) -> tuple[str, str, str]:
    return place.name, place.channel, place.language

"""Publish a draft: first what it changes and who will get it, then, with one button, it is used."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.lib import clock
from followup.lib.difference import changes
from followup.messaging import publishing
from followup.messaging.consequences import use_of
from followup.messaging.drafts import DraftMoved
from followup.messaging.places import Standing
from followup.messaging.publishing import NotPublished
from followup.messaging.sample import Case
from followup.messaging.words import Source
from followup.web.requests import StaffRequest, note_view
from followup.web.wording.editor import standing_to_edit
from followup.web.wording.look import look_at


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """The difference and its consequences; POST publishes what was seen here."""
    standing = standing_to_edit(request, name, channel, language)
    if request.method == "POST":
        return _publish(request, standing)
    if standing.draft is None:
        return redirect("template", name, channel, language)
    return _page(request, standing)


def _publish(request: StaffRequest, standing: Standing) -> HttpResponse:
    place, seen = standing.place, request.POST.get("seen", "")
    try:
        version = publishing.publish(
            place=place,
            seen=int(seen) if seen.isdecimal() else -1,
            at=clock.now(),
            by=request.user,
        )
    except (DraftMoved, NotPublished) as refusal:
        now = standing_to_edit(request, place.name, place.channel, place.language)
        return _page(request, now, moved=isinstance(refusal, DraftMoved), status=409)
    messages.success(
        request,
        _("Version %(number)s is published. The next message uses it.")
        % {"number": version.number},
    )
    return redirect("template", place.name, place.channel, place.language)


def _page(
    request: StaffRequest, standing: Standing, *, moved: bool = False, status: int = 200
) -> HttpResponse:
    at, place = clock.now(), standing.place
    draft, now = standing.draft, standing.in_use
    written = Source(draft.subject, draft.source) if draft else now
    use = use_of(clinic=request.user.clinic, place=place, at=at)
    if use.soonest:
        note_view(request, subject="template", subject_id=_pk(standing), at=at)
    context: dict[str, Any] = {
        "standing": standing,
        "place": place,
        "clinic": request.user.clinic,
        "turn": standing.template.turn if standing.template else 0,
        "moved": moved,
        "is_same": (written.subject, written.body) == (now.subject, now.body),
        "subject_changes": changes(now.subject, written.subject),
        "changes": changes(now.body, written.body),
        "use": use,
        "look": look_at(
            clinic=request.user.clinic, place=place, source=written, case=Case(), at=at
        ),
    }
    return render(request, "web/wording/publication.html", context, status=status)


def _pk(standing: Standing) -> int | None:
    return standing.template.pk if standing.template else None

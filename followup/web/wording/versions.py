"""One version of a clinic's words: what it changed, who got it, and back to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from followup.lib import clock
from followup.lib.difference import changes
from followup.messaging import drafts, places
from followup.messaging.models import Message, TemplateVersion
from followup.web.requests import StaffRequest
from followup.web.wording.editor import may_edit


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Its words beside those before it."""
    version = _version(request, pk)
    standing = places.standing(clinic=request.user.clinic, place=places.place_of(version.template))
    earlier = version.template.versions.filter(
        number__lt=version.number, published_at__isnull=False
    ).first()
    context = {
        "version": version,
        "standing": standing,
        "place": standing.place,
        "earlier": earlier,
        "is_in_use": standing.version == version,
        "changes": changes(
            earlier.source if earlier else standing.place.shipped.body, version.source
        ),
        "sent": Message.objects.of(request.user.clinic).filter(template_version=version).count(),
        "may_edit": may_edit(request, standing.place),
    }
    return render(request, "web/wording/version.html", context)


@require_POST
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """Its words become the draft, to be looked at and published again."""
    version = _version(request, pk)
    place = places.place_of(version.template)
    drafts.begin(
        place=place,
        subject=version.subject,
        source=version.source,
        at=clock.now(),
        by=request.user,
    )
    messages.success(
        request,
        _("The words of version %(number)s are the draft. Publish it to use them again.")
        % {"number": version.number},
    )
    return redirect("template_publication", place.name, place.channel, place.language)


def _version(request: StaffRequest, pk: int) -> TemplateVersion:
    own = TemplateVersion.objects.visible_to(request.user).filter(published_at__isnull=False)
    version: TemplateVersion = get_object_or_404(
        own.select_related("template", "published_by"), pk=pk
    )
    return version

"""Send the words of the editor to oneself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging import lint, to_oneself
from followup.messaging.render import TemplateError
from followup.messaging.to_oneself import NotSent
from followup.web.phrases import telephone
from followup.web.requests import StaffRequest, is_fragment
from followup.web.wording.editor import page, sent_form
from followup.web.wording.forms import WordsForm
from followup.web.wording.look import said


@require_POST
def create(request: StaffRequest, name: str, channel: str, language: str) -> HttpResponse:
    """A test on its way, or why not."""
    form = sent_form(request, name, channel, language)
    refusal = _refusal(request, form)
    to = telephone(request.user.phone) if channel == Channel.SMS else request.user.email
    context = {"test_refusal": refusal, "test_to": "" if refusal else to}
    if not is_fragment(request):
        return page(request, form, test_refusal=refusal, test_to=context["test_to"])
    return render(request, "web/wording/tested.html", context)


def _refusal(request: StaffRequest, form: WordsForm) -> str:
    """Why nothing was sent; empty where it was."""
    place, written = form.standing.place, form.written
    if not written.body.strip():
        return _("There are no words yet.")
    try:
        to_oneself.send(place=place, source=written, at=clock.now(), by=request.user)
    except NotSent as refusal:
        return _(str(refusal))
    except TemplateError as error:
        return said(lint.of_error(error))
    return ""

"""The receipt of a message: the words, what allowed them, what became of them, the answer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging.models import Message
from followup.reports.message_receipt import MessageReceipt, receipt_of
from followup.web import letters
from followup.web.phrases import Piece, marked
from followup.web.reach import how_it_came
from followup.web.requests import StaffRequest, note_view

_WITH = (
    "clinic", "patient", "staff", "template_version__template", "planned__step__version__protocol",
    "follow_up__treatment",
)  # fmt: skip


@require_safe
def receipt(request: StaffRequest, pk: int) -> HttpResponse:
    """One page, for a file or a question of law; looking at it is written down."""
    visible = Message.objects.visible_to(request.user).select_related(*_WITH)
    message: Message = get_object_or_404(visible, pk=pk)
    at = clock.now()
    note_view(request, subject="message", subject_id=message.pk, at=at)
    known = receipt_of(message)
    is_letter = message.channel == Channel.EMAIL
    context = {
        "receipt": known,
        "message": message,
        "words": letters.plain(message.body) if is_letter else message.body,
        "agreed_how": how_it_came(known.consent) if known.consent else "",
        "answers": [(answer, _pieces(known, index)) for index, answer in enumerate(known.answers)],
        "at": at,
    }
    return render(request, "web/messages/receipt.html", context)


def _pieces(known: MessageReceipt, index: int) -> list[Piece]:
    """The patient's words, cut where the reading that counts found something."""
    answer = known.answers[index]
    spans = answer.readings[0].spans if answer.readings else []
    return marked(answer.reply.words, spans)

"""A reply to the patient: its cost as it is typed, sending it, and taking it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from followup.clinic.models import Channel, Patient
from followup.lib import clock
from followup.messaging import sms
from followup.messaging.models import Message, MessageKind
from followup.replies import canned, review, writing
from followup.replies.models import Resolution, ReviewItem
from followup.web.requests import StaffRequest
from followup.web.review.composer import ReplyForm
from followup.web.review.items import item_to_act_on, onward, page, with_query
from followup.web.review.part import Part
from followup.web.review.resolution_form import ResolutionForm


@require_POST
def create(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it in the queue, unless somebody was faster; the words come back with the reason."""
    item = item_to_act_on(request, pk)
    form = ReplyForm(request.POST, patient=_patient(item))
    if slug := request.POST.get("canned"):
        return page(request, item, reply_form=_with_canned(form, slug, item))
    if not form.is_valid():
        return page(request, item, reply_form=form)
    try:
        sent = writing.send(item=item, words=_words(request, form), by=request.user, at=clock.now())
    except (writing.NotSent, review.NotClosed) as refusal:
        form.add_error(None, str(refusal))
        return page(request, item, reply_form=form)
    if sent.resolution:
        return onward(request, item, sent=sent.message.pk, closed=sent.resolution.pk)
    address = with_query(reverse("item", args=[pk]), Part.asked(request.POST), sent=sent.message.pk)
    return redirect(address)


@require_POST
def count(request: StaffRequest, pk: int) -> HttpResponse:
    """What the words cost so far, by the same count as when they go."""
    item_to_act_on(request, pk)
    text = request.POST.get("text", "")[: writing.LONGEST_EMAIL]
    counted = sms.count(sms.plain(text).strip())
    context = {
        "is_text": request.POST.get("channel") != Channel.EMAIL,
        "is_empty": not text.strip(),
        "count": counted,
        "odd": list(dict.fromkeys(found.character for found in counted.offending))[:8],
        "too_long": max(0, len(text) - writing.LONGEST),
    }
    return render(request, "web/review/count.html", context)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it back, and the closing that went with it; the words stand in the field again."""
    item = item_to_act_on(request, pk)
    message = _mine(request, item)
    if message is None:
        return redirect("item", pk)
    if not writing.take_back(message=message, by=request.user, at=clock.now()):
        form = ResolutionForm({})
        form.add_error(None, _("It has gone already and cannot be taken back."))
        return page(request, item, form)
    _reopen(request, item)
    return redirect(f"{reverse('item', args=[pk])}?draft={message.pk}")


def _patient(item: ReviewItem) -> Patient:
    if item.patient is None:
        raise PermissionDenied
    return item.patient


def _words(request: StaffRequest, form: ReplyForm) -> writing.Words:
    told = form.cleaned_data
    return writing.Words(
        text=told["text"],
        channel=told["channel"],
        seen_reply=told["seen_reply"],
        seen_message=told["seen_message"],
        send_at=told["send_at"],
        stop_asking=told["stop_asking"],
        close="close" in request.POST,
    )


def _with_canned(form: ReplyForm, slug: str, item: ReviewItem) -> ReplyForm:
    """Without JavaScript: the words of a canned reply behind what stands in the field."""
    offered = {
        f"{each.slug}.{each.language}": each.body for each in canned.for_patient(_patient(item))
    }
    typed: dict[str, Any] = form.data.dict()  # type: ignore[attr-defined]
    typed["text"] = " ".join(filter(None, [typed.get("text", "").strip(), offered.get(slug, "")]))
    return ReplyForm(initial=typed, patient=_patient(item))


def _mine(request: StaffRequest, item: ReviewItem) -> Message | None:
    told = request.POST.get("message", "")
    written = Message.objects.visible_to(request.user).filter(
        patient=item.patient_id, kind=MessageKind.MANUAL, patient__isnull=False
    )
    found: Message | None = written.filter(pk=int(told)).first() if told.isdecimal() else None
    return found


def _reopen(request: StaffRequest, item: ReviewItem) -> None:
    told = request.POST.get("closed", "")
    if not told.isdecimal():
        return
    closed = Resolution.objects.filter(pk=int(told), item=item, by=request.user)
    for resolution in closed.filter(undone_at__isnull=True):
        review.undo(resolution=resolution, by=request.user, at=clock.now())

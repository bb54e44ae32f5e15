"""All that is known of one message: words, consent, tries, what the provider said, the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from followup.clinic.models import Consent
from followup.messaging.models import Attempt, Message, Receipt
from followup.replies.models import ReadingRecord, Reply, Resolution, ReviewItem

# An answer so late belongs to nothing in particular.
_MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the patient wrote back; `readings` newest first, the one that counts on top."""

    reply: Reply
    readings: list[ReadingRecord]
    items: list[ReviewItem]
    resolutions: list[Resolution]


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """One message from its plan to its answer; `consent` is the line that counted back then."""

    message: Message
    consent: Consent | None
    attempts: list[Attempt]
    receipts: list[Receipt]
    answers: list[Answer]

    @property
    def is_contradicted(self) -> bool:
        """Whether the provider took back a final word."""
        return any(receipt.contradicts for receipt in self.receipts)


def receipt_of(message: Message) -> MessageReceipt:
    """The same for a message to staff, which needs no consent and has no answer."""
    return MessageReceipt(
        message=message,
        consent=_consent_at(message),
        attempts=list(message.attempts.order_by("number")),
        receipts=list(message.receipts.order_by("received_at", "pk")),
        answers=list(_answers(message)),
    )


def _consent_at(message: Message) -> Consent | None:
    lines = Consent.objects.filter(patient=message.patient_id, channel=message.channel)
    until = lines.filter(at__lte=message.created_at).select_related("by")
    newest: Consent | None = until.order_by("-at", "-pk").first()
    return newest if message.patient_id else None


def _answers(message: Message) -> Iterator[Answer]:
    """What came in from then until the clinic wrote again."""
    if message.patient_id is None:
        return
    replies = Reply.objects.filter(
        patient=message.patient_id, received_at__gte=message.accepted_at or message.created_at
    )
    if until := _next_words_at(message):
        replies = replies.filter(received_at__lt=until)
    for reply in replies.order_by("received_at")[:_MOST_ANSWERS]:
        items = list(_items(reply))
        done = Resolution.objects.filter(item__in=items, undone_at__isnull=True)
        yield Answer(
            reply=reply,
            readings=list(reply.readings.select_related("by").order_by("-at", "-pk")),
            items=items,
            resolutions=list(done.select_related("by").order_by("at")),
        )


def _next_words_at(message: Message) -> datetime | None:
    later = Message.objects.filter(patient=message.patient_id, pk__gt=message.pk)
    at: datetime | None = (
        later.filter(created_at__gt=message.created_at)
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    return at


def _items(reply: Reply) -> Iterator[ReviewItem]:
    """The line of the list that the reply opened, or was added to."""
    lines = ReviewItem.objects.filter(
        patient=reply.patient_id, waiting_since__lte=reply.received_at
    )
    for item in lines.select_related("opened_by").order_by("pk"):
        if item.closed_at is None or item.closed_at >= reply.received_at:
            yield item

"""Ask the provider what it has for us that never reached us: its webhooks are not for ever.

Twilio gives up on a webhook within 15 seconds, so an outage longer than that would lose replies;
its list still has them. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.core.cache import cache
from django.db.models import F, Q

from followup.clinic.models import Channel, Clinic
from followup.messaging import receive
from followup.messaging.models import Inbound, Message, Status
from followup.messaging.providers import choice
from followup.messaging.providers.base import Found, ProviderAwayError, Received
from followup.messaging.receive import Report

log = structlog.get_logger(__name__)

# How far back the list was read to its end; without it, further than any outage should last.
_CURSOR = "messaging.polled_until"
_WITHOUT_CURSOR = timedelta(days=3)
# A text may show up in the list a while after its own date.
_OVERLAP = timedelta(minutes=30)
# When a text that is still on its way is asked about: carriers that confirm do so within hours.
_ASK_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
_ASKED_AT_ONCE = 50
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Polled:
    """How many texts came in unheard, and how many receipts."""

    texts: int
    receipts: int


def poll(*, at: datetime) -> Polled:
    """Store what came in without a webhook, and what became of texts without a receipt."""
    try:
        polled = Polled(texts=_texts(at), receipts=_receipts(at))
    except ProviderAwayError as error:
        log.warning("provider_away", error=str(error))
        return Polled(0, 0)
    if polled.texts or polled.receipts:
        log.warning("webhooks_missed", texts=polled.texts, receipts=polled.receipts)
    return polled


def _texts(at: datetime) -> int:
    numbers = list(Clinic.objects.exclude(sms_number="").values_list("sms_number", flat=True))
    if not numbers:
        return 0
    since = cache.get(_CURSOR) or at - _WITHOUT_CURSOR
    provider = choice.sms()
    listed = list(provider.received(numbers=numbers, since=min(since, at) - _OVERLAP))
    missed = [_store(received, provider.name, at) for received in _unknown(listed, provider.name)]
    cache.set(_CURSOR, at, timeout=None)
    return sum(missed)


def _unknown(listed: list[Received], provider: str) -> list[Received]:
    """Oldest first, so that a STOP and a START are heeded in the order in which they were said.

    The list comes newest first, and its dates know only whole seconds.
    """
    ids = [received.provider_id for received in listed]
    known = set(
        Inbound.objects.filter(provider=provider, provider_id__in=ids).values_list(
            "provider_id", flat=True
        )
    )
    fresh = [received for received in reversed(listed) if received.provider_id not in known]
    return sorted(fresh, key=lambda received: received.sent_at or _LONG_AGO)


def _store(received: Received, provider: str, at: datetime) -> bool:
    return receive.text(received=received, provider=provider, polled=True, at=at)


def _receipts(at: datetime) -> int:
    """Of the texts accepted long ago of which nothing more was heard."""
    overdue = Q()
    for asked, wait in enumerate(_ASK_AFTER):
        overdue |= Q(asked=asked, accepted_at__lte=at - wait)
    silent = Message.objects.filter(
        overdue, status=Status.ACCEPTED, channel=Channel.SMS, accepted_at__gt=at - timedelta(days=3)
    ).exclude(provider_id="")
    return sum(_ask(message, at) for message in silent.order_by("accepted_at")[:_ASKED_AT_ONCE])


def _ask(message: Message, at: datetime) -> bool:
    since = message.created_at - timedelta(days=1)
    found = choice.sms().find(to=message.to, since=since) or ()
    Message.objects.filter(pk=message.pk, status=Status.ACCEPTED).update(asked=F("asked") + 1)
    same = next((item for item in found if item.provider_id == message.provider_id), None)
    if same is None or same.said.word in {None, "accepted"}:
        return False
    return receive.receipt(public_id=message.public_id, report=_report(same), at=at)


def _report(found: Found) -> Report:
    fault = found.said.fault
    return Report(
        provider=choice.sms().name,
        provider_id=found.provider_id,
        status=f"polled {found.said.word}",
        error_code=fault.code if fault else "",
        said=found.said,
    )

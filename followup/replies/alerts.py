"""Tells who is on call of an urgent item, and then the next in line, until somebody opens it.

The words name no patient and no symptom: they travel as plain texts to private phones.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from followup.clinic import phone
from followup.clinic.models import Channel, Clinic, Language, Role, Staff
from followup.messaging import outbox, words
from followup.messaging.models import MessageKind
from followup.messaging.render import TemplateError
from followup.replies.models import Alert, Rank, ReviewItem

log = structlog.get_logger(__name__)

# After so many rounds over the whole line it is told once an hour, until somebody opens the item.
_TIMES_AROUND = 4
_SELDOM = timedelta(hours=1)
_AT_ONCE = 100
_OF_USE = timedelta(hours=2)


def alert_waiting(*, at: datetime) -> int:
    """Tell somebody of each urgent item that nobody has opened in time; how many were told."""
    due = ReviewItem.objects.filter(
        alert_at__lte=at, opened_at__isnull=True, closed_at__isnull=True, rank=Rank.URGENT
    )
    ids = list(due.order_by("alert_at").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_alert(item_id, at) for item_id in ids)


@transaction.atomic
def _alert(item_id: int, at: datetime) -> bool:
    """One round for one item, unless another worker has it or somebody opened it meanwhile."""
    item: ReviewItem | None = (
        ReviewItem.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("clinic")
        .filter(pk=item_id, alert_at__lte=at, opened_at__isnull=True, closed_at__isnull=True)
        .first()
    )
    if item is None:
        return False
    line = on_call(item.clinic)
    round_ = Alert.objects.filter(item=item).count() + 1
    told = item.alerts.filter(at__gte=item.waiting_since).count()
    if line:
        _tell(line[told % len(line)], item, round_, at)
    unheard = told >= _TIMES_AROUND * len(line)
    if unheard:
        log.error("urgent_item_unopened", item=item.pk, clinic=item.clinic_id, told=told)
    item.alert_at = at + (_SELDOM if unheard else timedelta(minutes=item.clinic.alert_minutes))
    item.save(update_fields=["alert_at"])
    return bool(line)


def on_call(clinic: Clinic) -> Sequence[Staff]:
    """Who is told, in their order; where nobody was named, everybody who may act on it."""
    staff = Staff.objects.filter(clinic_id=clinic.pk, is_active=True)
    named = list(staff.filter(on_call_rank__isnull=False).order_by("on_call_rank"))
    return named or list(staff.filter(role__in=[Role.ADMIN, Role.THERAPIST]).order_by("pk"))


def _tell(staff: Staff, item: ReviewItem, round_: int, at: datetime) -> None:
    Alert.objects.create(clinic_id=item.clinic_id, item=item, staff=staff, round=round_, at=at)
    for channel, to in _ways(staff, item.clinic):
        try:
            outbox.queue(
                clinic=item.clinic,
                kind=MessageKind.ALERT,
                channel=channel,
                to=to,
                language=Language.EN,
                variables=words.variables_for(
                    clinic=item.clinic,
                    channel=channel,
                    language=Language.EN,
                    variant="again" if round_ > 1 else "",
                    review_link=f"{settings.PUBLIC_BASE_URL}/review/{item.pk}/",
                ),
                at=at,
                staff=staff,
                expires_at=at + _OF_USE,
            )
        except TemplateError as error:
            # Words that somebody broke must not keep the other channel from going out.
            log.warning("alert_unwritten", item=item.pk, channel=channel, why=str(error))


def _ways(staff: Staff, clinic: Clinic) -> list[tuple[str, str]]:
    """Text and email both: whichever is seen first."""
    ways = [(Channel.EMAIL.value, staff.email)]
    try:
        if staff.phone:
            ways.insert(0, (Channel.SMS.value, phone.e164(staff.phone, country=clinic.country)))
    except phone.PhoneError:
        log.warning("staff_phone_unusable", staff=staff.pk)
    return ways

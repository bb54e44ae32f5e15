"""The weekly digest: on Monday morning each admin is sent last week's figures, and no name."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from followup.clinic.models import Channel, Clinic, Role, Staff
from followup.messaging import outbox, words
from followup.messaging.models import Message, MessageKind
from followup.messaging.render import TemplateError
from followup.replies.models import Rank, Resolution, ReviewItem
from followup.reports.figures import opt_outs, reviewing
from followup.reports.figures.answers import rate
from followup.reports.figures.harm import bruised
from followup.reports.scope import Scope

log = structlog.get_logger(__name__)

_HOUR = time(7)
_WEEK = timedelta(days=7)
_OF_USE = timedelta(days=2)
_UNKNOWN = "-"


def send_due(*, at: datetime) -> int:
    """Send the digest of each clinic whose Monday morning has come; how many were queued."""
    wanted = Clinic.objects.filter(weekly_digest=True).order_by("pk")
    return sum(_send(clinic.pk, at) for clinic in wanted if _monday(clinic, at) is not None)


def figures(*, clinic: Clinic, staff: Staff, monday: date) -> dict[str, str]:
    """The week before that Monday, in words, for the variables of the digest's template."""
    scope = _week_before(monday, clinic, staff)
    before = _week_before(monday - _WEEK, clinic, staff)
    open_items = ReviewItem.objects.of(clinic).filter(closed_at__isnull=True)
    resolved = Resolution.objects.of(clinic).filter(at__gte=scope.since, at__lt=scope.until)
    urgent = resolved.filter(undone_at__isnull=True, item__rank=Rank.URGENT)
    return {
        "week_of": dateformat.format(monday - _WEEK, _("F j")),
        "treated": _beside(scope.follow_ups().count(), before.follow_ups().count()),
        "answer_rate": _beside(_percent(rate(scope)), _percent(rate(before))),
        "bruise_rate": _beside(_percent(bruised(scope)), _percent(bruised(before))),
        "urgent_closed": str(urgent.count()),
        "waiting": str(open_items.count()),
        "opted_out": str(opt_outs.total(scope)),
        "staff_minutes": _minutes(reviewing.minutes_per_hundred(scope)),
    }


@transaction.atomic
def _send(clinic_id: int, at: datetime) -> int:
    """Once a week, however often it is asked: the clinic's row is held while it is looked up."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic_id)
    monday = _monday(clinic, at)
    if monday is None or _was_sent(clinic, since=_midnight(monday, clinic)):
        return 0
    admins = Staff.objects.filter(clinic_id=clinic.pk, is_active=True, role=Role.ADMIN)
    return sum(_tell(clinic, staff, monday, at) for staff in admins.order_by("pk"))


def _was_sent(clinic: Clinic, *, since: datetime) -> bool:
    sent = Message.objects.of(clinic).filter(kind=MessageKind.DIGEST, created_at__gte=since)
    return sent.exists()


def _tell(clinic: Clinic, staff: Staff, monday: date, at: datetime) -> bool:
    language = staff.language or "en"
    with translation.override(language):
        told = figures(clinic=clinic, staff=staff, monday=monday)
    try:
        outbox.queue(
            clinic=clinic,
            kind=MessageKind.DIGEST,
            channel=Channel.EMAIL,
            to=staff.email,
            language=language,
            variables=words.variables_for(
                clinic=clinic,
                channel=Channel.EMAIL,
                language=language,
                review_link=f"{settings.PUBLIC_BASE_URL}/reports/",
            )
            | told,
            at=at,
            staff=staff,
            expires_at=at + _OF_USE,
        )
    except TemplateError as error:
        log.warning("digest_unwritten", clinic=clinic.pk, why=str(error))
        return False
    return True


def _monday(clinic: Clinic, at: datetime) -> date | None:
    """This week's Monday where the clinic is; None before seven on it.

    Nor days later: who starts the system on a Thursday gets no old news.
    """
    local = at.astimezone(ZoneInfo(clinic.time_zone))
    monday = local.date() - timedelta(days=local.weekday())
    opens = datetime.combine(monday, _HOUR, tzinfo=local.tzinfo).astimezone(UTC)
    return monday if opens <= at < opens + _OF_USE else None


def _week_before(monday: date, clinic: Clinic, staff: Staff) -> Scope:
    """From midnight to midnight: a week in which the clocks change is an hour longer or shorter."""
    since, until = _midnight(monday - _WEEK, clinic), _midnight(monday, clinic)
    return Scope(staff=staff, since=since, until=until)


def _midnight(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(clinic.time_zone)).astimezone(UTC)


def _beside(now: int | str, before: int | str) -> str:
    return _("%(now)s (the week before: %(before)s)") % {"now": now, "before": before}


def _percent(part: float | None) -> str:
    return _UNKNOWN if part is None else f"{part * 100:.0f} %"


def _minutes(minutes: float | None) -> str:
    return _UNKNOWN if minutes is None else f"{minutes:.1f}"

"""When a number cannot be reached, the step's next channel gets its turn, once."""

from datetime import datetime

from followup.clinic import consent
from followup.clinic.models import ContactPoint
from followup.lib.later import nudge_later
from followup.messaging import answer_links, due
from followup.messaging.facts import POINT_COLUMNS, Point
from followup.messaging.models import Message
from followup.messaging.planned_words import Composer


def queue_on_the_other_channel(*, message: Message, at: datetime) -> Message | None:
    """The same planned words on the step's next channel; None where there is none to use."""
    planned = message.planned
    if planned is None or at >= planned.expires_at:
        return None
    tried = set(Message.objects.filter(planned=planned).values_list("channel", flat=True))
    for channel in planned.step.channels:
        if channel not in tried and (point := _usable(planned.patient_id, channel)):
            rows = due.read(ids=[planned.pk])
            composer = Composer(rows=rows)
            other = composer.message(rows[0], channel=channel, point=point, at=at)
            other.check_in = message.check_in
            other.save(force_insert=True)
            answer_links.write(composer.links)
            nudge_later("dispatch")
            return other
    return None


def _usable(patient_id: int, channel: str) -> Point | None:
    if not consent.standing(patient_ids=[patient_id], channel=channel)[patient_id]:
        return None
    points = ContactPoint.objects.filter(
        patient=patient_id, channel=channel, unreachable_at__isnull=True
    )
    values = points.values_list(*POINT_COLUMNS).first()
    return Point(*values) if values else None

"""What waits in the queue already, held or to be tried again, as it will be looked at once more."""

from collections.abc import Iterable
from datetime import datetime

from followup.clinic import consent, contacts
from followup.clinic.models import Clinic
from followup.messaging import facts, recheck
from followup.messaging.ahead import Line
from followup.messaging.facts import Surroundings
from followup.messaging.models import Message, Status
from followup.messaging.policy import Decision


def waiting(*, clinic: Clinic, ends: datetime) -> list[Message]:
    """Those to patients that are due before `ends`."""
    queued = Message.objects.of(clinic).filter(
        status=Status.QUEUED, due_at__lt=ends, patient__isnull=False
    )
    return list(queued.select_related("clinic", "patient", "planned__step").order_by("pk"))


def gather(*, messages: Iterable[Message], known: Surroundings, at: datetime) -> None:
    """Add to `known` what is to be known of their patients."""
    patients = {message.patient_id for message in messages if message.patient_id}
    known.consents = {**known.consents, **consent.newest(patient_ids=patients)}
    known.sent.update(facts.sent_to(patients=patients, at=at))


def verdict(message: Message, known: Surroundings, at: datetime) -> Decision:
    """By the rule that decides for real; its own row does not count against it."""
    patient = message.patient_id or 0
    standing = known.consents.get((patient, message.channel))
    sent = list(known.sent[patient])
    if message.planned_id and message.created_at in sent:
        sent.remove(message.created_at)
    agrees = standing is not None and standing.granted
    return recheck.verdict(message=message, agrees=agrees, sent=sent, at=at)


def goes(message: Message, known: Surroundings, at: datetime) -> None:
    """From now on it counts on the day on which it went."""
    sent = known.sent[message.patient_id or 0]
    if message.planned_id and message.created_at in sent:
        sent[sent.index(message.created_at)] = at


def line(message: Message, at: datetime, outcome: str, reason: str = "") -> Line:
    is_sent = outcome == "send"
    to = contacts.masked(channel=message.channel, value=message.to)
    return Line(
        patient_id=message.patient_id or 0,
        follow_up_id=message.follow_up_id,
        kind=message.kind,
        at=at,
        outcome=outcome,
        reason=reason,
        channel=message.channel if is_sent else "",
        to=to if is_sent else "",
    )

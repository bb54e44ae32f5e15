"""Look once more at a queued message before it goes: things may have changed while it waited."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from followup.care import budget
from followup.care.planning import hours_of, zones_of
from followup.clinic import consent
from followup.clinic.models import Channel, Patient
from followup.messaging import facts, handover, policy, settle
from followup.messaging.models import Message, Status
from followup.messaging.outbox import AT_ONCE
from followup.messaging.policy import Decision, Hold, Send, Skip


@transaction.atomic
def still_wanted(*, ids: Sequence[int], at: datetime) -> list[Message]:
    """Of the claimed messages `ids`, those that go now, each with its attempt written."""
    if not ids:
        return []
    patients = Message.objects.filter(pk__in=ids, patient__isnull=False).values("patient")
    list(Patient.objects.select_for_update(no_key=True).filter(pk__in=patients).order_by("pk"))
    messages = (
        Message.objects.select_for_update(of=("self",))
        .select_related("clinic", "patient", "planned__step", "check_in")
        .filter(pk__in=ids, status=Status.SENDING)
        .order_by("pk")
    )
    agreed, sent = _agreed(messages), _sent(messages, at)
    going = [message for message in messages if _goes(message, agreed, sent, at=at)]
    handover.write_attempts(messages=going, at=at)
    return going


def _agreed(messages: Iterable[Message]) -> dict[tuple[str, int], bool]:
    patients = {message.patient_id for message in messages if message.patient_id}
    return {
        (channel, patient): granted
        for channel in Channel.values
        for patient, granted in consent.standing(patient_ids=patients, channel=channel).items()
    }


def _sent(messages: Iterable[Message], at: datetime) -> dict[int, list[datetime]]:
    """What else their patients got: a message may have waited into a day that is full by now."""
    planned = [message for message in messages if message.planned_id]
    if not planned:
        return {}
    patients = {message.patient_id for message in planned if message.patient_id}
    return facts.sent_to(patients=patients, at=at, beside=[message.pk for message in planned])


def _goes(
    message: Message,
    agreed: dict[tuple[str, int], bool],
    sent: dict[int, list[datetime]],
    *,
    at: datetime,
) -> bool:
    patient = message.patient
    agrees = patient is None or agreed[message.channel, patient.pk]
    counted = sent[patient.pk] if patient and message.planned_id else []
    decision = verdict(message=message, agrees=agrees, sent=counted, at=at)
    if isinstance(decision, Skip):
        settle.give_up(message=message, reason=decision.reason, at=at)
        return False
    if isinstance(decision, Hold):
        settle.hold(message=message, until=decision.until, at=at)
        return False
    counted.append(at)
    return True


def verdict(*, message: Message, agrees: bool, sent: Sequence[datetime], at: datetime) -> Decision:
    """Whether a message that had to wait goes now; `sent` is what else the patient got."""
    goes = Send(message.channel, message.expires_at)
    if at >= message.expires_at:
        return Skip("expired")
    if message.kind in AT_ONCE or message.patient is None:
        return goes
    if not agrees:
        return Skip("opted_out")
    zones = _zones(message, message.patient)
    opens = _opens_at(message, zones, at)
    if opens > at:
        return Hold(opens, "window")
    is_free = message.planned_id is None or _has_room(message, sent, zones, at)
    return goes if is_free else Skip("cap")


def _has_room(
    message: Message, sent: Sequence[datetime], zones: tuple[ZoneInfo, ...], at: datetime
) -> bool:
    clinic = message.clinic
    return not budget.exceeds(
        at=at,
        others=sent,
        zone=zones[0],
        per_day=clinic.cap_per_day,
        per_week=clinic.cap_per_week,
    )


def _opens_at(message: Message, zones: tuple[ZoneInfo, ...], at: datetime) -> datetime:
    hours = hours_of(message.clinic)
    if message.planned is None:
        return policy.answer_may_go_at(at=at, hours=hours, zones=zones)
    window = message.planned.step.window
    return policy.planned_may_go_at(at=at, window=window, hours=hours, zones=zones)


def _zones(message: Message, patient: Patient) -> tuple[ZoneInfo, ...]:
    return zones_of(
        clinic_zone=message.clinic.time_zone,
        time_zone=patient.time_zone,
        number=message.to if message.channel == Channel.SMS else "",
    )

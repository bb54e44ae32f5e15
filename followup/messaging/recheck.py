"""Look once more at a queued message before it goes: things may have changed while it waited."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from followup.care.planning import hours_of, zones_of
from followup.clinic import consent
from followup.clinic.models import Channel, Patient
from followup.messaging import handover, policy, settle
from followup.messaging.models import Message, Status
from followup.messaging.outbox import AT_ONCE


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
    agreed = _agreed(messages)
    going = [message for message in messages if _goes(message, agreed, at=at)]
    handover.write_attempts(messages=going, at=at)
    return going


def _agreed(messages: Iterable[Message]) -> dict[tuple[str, int], bool]:
    patients = {message.patient_id for message in messages if message.patient_id}
    return {
        (channel, patient): granted
        for channel in Channel.values
        for patient, granted in consent.standing(patient_ids=patients, channel=channel).items()
    }


def _goes(message: Message, agreed: dict[tuple[str, int], bool], *, at: datetime) -> bool:
    if at >= message.expires_at:
        settle.give_up(message=message, reason="expired", at=at)
        return False
    if message.kind in AT_ONCE or message.patient is None:
        return True
    if not agreed[message.channel, message.patient.pk]:
        settle.give_up(message=message, reason="opted_out", at=at)
        return False
    opens = _opens_at(message, message.patient, at)
    if opens > at:
        settle.hold(message=message, until=opens, at=at)
    return opens <= at


def _opens_at(message: Message, patient: Patient, at: datetime) -> datetime:
    zones = zones_of(
        clinic_zone=message.clinic.time_zone,
        time_zone=patient.time_zone,
        number=message.to if message.channel == Channel.SMS else "",
    )
    hours = hours_of(message.clinic)
    if message.planned is None:
        return policy.answer_may_go_at(at=at, hours=hours, zones=zones)
    window = message.planned.step.window
    return policy.planned_may_go_at(at=at, window=window, hours=hours, zones=zones)

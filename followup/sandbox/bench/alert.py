"""From a patient's urgent words at our door to the text on the therapist's phone."""

import time

from followup.clinic.models import Clinic, ContactPoint, Staff
from followup.messaging.models import Message, Status
from followup.sandbox.bench import seeding
from followup.sandbox.bench.figures import Figure, percentile
from followup.sandbox.bench.ground import NOON, Ground
from followup.sandbox.bench.homes import home
from followup.sandbox.house import CLINIC_NUMBER, House
from followup.sandbox.remote import Remote

_WORDS = "I have chest pain and I can't breathe"
_THERAPIST = "+17195550151"
_PATIENCE = 30.0


def run(ground: Ground) -> list[Figure]:
    """One patient after the other, through the whole house; the sandbox says what came when."""
    people = 8 if ground.quick else 60
    with home() as house:
        practice = seeding.practice(at=NOON)
        Clinic.objects.filter(pk=practice.clinic.pk).update(sms_number=CLINIC_NUMBER)
        Staff.objects.filter(clinic=practice.clinic.pk).update(phone=_THERAPIST, on_call_rank=1)
        seeding.due(practice=practice, people=people, at=NOON)
        _wait_until_texted(people)
        waits = [_one(house, number) for number in _numbers()]
    beside = {"p99": percentile(waits, 0.99)}
    return [Figure(bench="alert", unit="s", values=waits, beside=beside)]


def _numbers() -> list[str]:
    return list(ContactPoint.objects.filter(channel="sms").values_list("value", flat=True))


def _wait_until_texted(people: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    sent = Message.objects.exclude(status__in=[Status.QUEUED, Status.SENDING])
    while sent.count() < people:
        if time.monotonic() > deadline:
            raise TimeoutError("The house does not send.")
        time.sleep(0.1)


def _one(house: House, number: str) -> float:
    remote = Remote(house.phones_url)
    before, began = _alerts(remote), time.monotonic()
    remote.text(number=number, words=_WORDS, to=CLINIC_NUMBER)
    while _alerts(remote) <= before:
        if time.monotonic() > began + _PATIENCE:
            raise TimeoutError("Nobody was alerted.")
        time.sleep(0.01)
    return time.monotonic() - began


def _alerts(remote: Remote) -> int:
    return sum(text["to"] == _THERAPIST for text in remote.ledger()["outbound"])

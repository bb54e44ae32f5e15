"""Somebody signed in, at a fixed time; and lines on the list, as replies put them there."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.test import Client

from followup.care import planning
from followup.clinic import consent, contacts
from followup.clinic.models import Channel, Clinic, Patient, Role, Staff
from followup.messaging.models import Inbound
from followup.replies.models import Rank, ReadingRecord, Reply, ReviewItem
from tests.cast import patient_of

Enter = Callable[[Staff], Client]
Wait = Callable[..., ReviewItem]
HTMX = {"HX-Request": "true"}

_numbers = count(1)


@pytest.fixture
def now(at: datetime) -> Iterator[datetime]:
    """Noon in Denver, and it stays noon."""
    with time_machine.travel(at, tick=False):
        yield at


@pytest.fixture
def enter(now: datetime) -> Enter:
    """A browser in which that member of staff has signed in."""

    def entered(staff: Staff) -> Client:
        client = Client()
        client.force_login(staff)
        return client

    return entered


@pytest.fixture
def vera(clinic: Clinic) -> Staff:
    """A viewer."""
    return _member(clinic, "Vera", Role.VIEWER)


@pytest.fixture
def fran(clinic: Clinic) -> Staff:
    """The front desk."""
    return _member(clinic, "Fran", Role.FRONT_DESK)


@pytest.fixture
def maria(peak: Clinic, at: datetime) -> Patient:
    """A patient who may be texted."""
    patient = patient_of(peak, "Maria", "Lopez")
    contacts.add(patient=patient, channel=Channel.SMS, value="719-555-0111")
    consent.grant(patient=patient, channel=Channel.SMS, at=at, how="form")
    return patient


@pytest.fixture
def wait(peak: Clinic, bob: Staff, at: datetime) -> Wait:
    """A reply of a patient a day after needling of the knee, on the list."""

    def waits(
        patient: Patient, words: str = "3", rank: int = Rank.ROUTINE, **more: Any
    ) -> ReviewItem:
        received = more.pop("received", at - timedelta(minutes=30))
        treatment = planning.log_treatment(
            patient=patient,
            visit=planning.Visit(treated_at=at - timedelta(days=1), regions=("knee",)),
            at=at - timedelta(days=1),
        )
        reply = _reply(patient, words, received, treatment)
        ReadingRecord.objects.create(
            clinic=peak,
            reply=reply,
            at=received,
            urgency=Rank(rank).label,
            soreness=more.pop("soreness", None),
            spans=more.pop("spans", []),
        )
        item: ReviewItem = ReviewItem.objects.create(
            **{
                "clinic": peak,
                "patient": patient,
                "follow_up": treatment.follow_up,
                "reply": reply,
                "rank": rank,
                "waiting_since": received,
                "reasons": [["soreness", "soreness 8, expected at most 5 by now"]],
                **more,
            }
        )
        return item

    return waits


def _member(clinic: Clinic, name: str, role: str) -> Staff:
    return Staff.objects.create_staff(
        clinic_id=clinic.pk, email=f"{name.lower()}@peak.example.com", name=name, role=role
    )


def _reply(patient: Patient, words: str, received: datetime, treatment: Any) -> Reply:
    inbound = Inbound.objects.create(
        clinic_id=patient.clinic_id,
        channel=Channel.SMS,
        provider="twilio",
        provider_id=f"SM{next(_numbers)}",
        sender="+17195550111",
        sender_index="x",
        body=words,
        received_at=received,
        read_at=received,
    )
    reply: Reply = Reply.objects.create(
        clinic_id=patient.clinic_id,
        inbound=inbound,
        patient=patient,
        asked="soreness",
        follow_up=treatment.follow_up,
        hours_after=24,
        words=words,
        received_at=received,
    )
    return reply

"""Turns replies whose reading a person corrected into labelled replies, without who wrote them."""

from collections.abc import Iterator
from typing import Any

from followup.clinic.models import Anticoagulant, Clinic, Patient, Staff
from followup.lib.crypto import blind_index
from followup.replies.masking import masked
from followup.replies.models import Reader, ReadingRecord, Reply
from followup.replies.readings import newest_readings

_AT_ONCE = 500
_THINNED = {Anticoagulant.YES: True, Anticoagulant.NO: False, Anticoagulant.UNKNOWN: None}


def labelled_replies(*, clinic: Clinic) -> Iterator[dict[str, Any]]:
    """Every reply of a clinic on which a correction stands, in the form of the corpus's guide."""
    corrected = Reply.objects.of(clinic).filter(
        readings__reader=Reader.STAFF, readings__undone_at__isnull=True
    )
    ids = sorted(set(corrected.values_list("pk", flat=True)))
    ours = _names_of(clinic)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        readings = newest_readings(some)
        rows = Reply.objects.filter(pk__in=some).order_by("pk")
        for reply in rows.select_related("inbound", "patient", "follow_up__treatment"):
            yield _labelled(reply, readings[reply.pk], ours)


def _labelled(reply: Reply, reading: ReadingRecord, ours: list[str]) -> dict[str, Any]:
    patient, follow_up = reply.patient, reply.follow_up
    names = [*ours, patient.first_name, patient.last_name] if patient else ours
    return {
        # The same in every export, and of no use to find the reply by.
        "id": blind_index(str(reply.pk), purpose="labelled reply")[:12],
        "lang": patient.language if patient else "en",
        "channel": reply.inbound.channel,
        "asked": reply.asked,
        "region": follow_up.treatment.region if follow_up else None,
        "hours_after": None if reply.hours_after is None else round(reply.hours_after),
        "anticoagulant": _thinned(patient),
        "text": masked(reply.words, names=names),
        "soreness": reading.soreness,
        "bruising": reading.bruising or None,
        "intent": reading.intents,
        "triage": reading.urgency,
        # Codes only: the words of a reason quote the patient.
        "why": ", ".join(dict.fromkeys(str(code) for code, _ in reading.reasons)),
    }


def _thinned(patient: Patient | None) -> bool | None:
    return _THINNED[Anticoagulant(patient.anticoagulant)] if patient else None


def _names_of(clinic: Clinic) -> list[str]:
    """Of the clinic and of everybody who works there: patients write `thanks Dana`."""
    return [clinic.name, *Staff.objects.filter(clinic=clinic).values_list("name", flat=True)]

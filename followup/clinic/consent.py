"""The ledger of consent: lines are added, never changed, and the newest one counts.

Prior express consent is the legal basis of every text (47 CFR 64.1200(a)(1)), so nobody is
written to without a line that grants it, and a line that revokes it counts at once.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from followup.clinic.models import Consent, Patient, Staff

Ledger = Mapping[int, Mapping[str, Consent]]
# What patients say themselves; what a form or a file says later does not undo it. Nor does it undo
# an erasure: the next import of the clinic's own records would bring the number back.
BY_THE_PATIENT = frozenset({"keyword", "words", "provider", "unsubscribe", "erased"})


class Standing(NamedTuple):
    """What the newest line says, and how it came about."""

    granted: bool
    how: str


def grant(
    *,
    patient: Patient,
    channel: str,
    at: datetime,
    how: str,
    by: Staff | None = None,
    wording: str = "",
) -> Consent:
    """Write down that the patient agreed, when, how, and to which wording."""
    return _line(patient, channel, granted=True, at=at, how=how, by=by, wording=wording)


def revoke(
    *,
    patient: Patient,
    channel: str,
    at: datetime,
    how: str,
    by: Staff | None = None,
    wording: str = "",
) -> Consent:
    """Write down that the patient no longer agrees; messages still planned are the caller's."""
    return _line(patient, channel, granted=False, at=at, how=how, by=by, wording=wording)


def standing(*, patient_ids: Collection[int], channel: str) -> dict[int, bool]:
    """Whether each of these patients agrees to this channel now; no line at all means no."""
    newest = newest_lines(patient_ids=patient_ids, channel=channel)
    return {pk: pk in newest and newest[pk].granted for pk in patient_ids}


def newest_lines(*, patient_ids: Collection[int], channel: str) -> dict[int, Consent]:
    """The line that counts for each patient who has one."""
    lines = ledger(patient_ids=patient_ids)
    return {pk: channels[channel] for pk, channels in lines.items() if channel in channels}


def newest(*, patient_ids: Collection[int]) -> dict[tuple[int, str], Standing]:
    """The same as plain values, by patient and channel, for hundreds of patients at a time."""
    lines = Consent.objects.filter(patient__in=patient_ids)
    ordered = lines.order_by("patient", "channel", "-at", "-id").distinct("patient", "channel")
    columns = ordered.values_list("patient", "channel", *Standing._fields)
    return {(patient, channel): Standing(*values) for patient, channel, *values in columns}


def ledger(*, patient_ids: Collection[int]) -> Ledger:
    """The line that counts for each patient and channel, where there is one."""
    lines = Consent.objects.filter(patient__in=patient_ids)
    newest: dict[int, dict[str, Consent]] = {}
    for line in lines.order_by("patient", "channel", "-at", "-id").distinct("patient", "channel"):
        newest.setdefault(line.patient_id, {})[line.channel] = line
    return newest


def said_stop(lines: Ledger, channel: str) -> bool:
    """Whether any of these patients opted out of the channel by their own words."""
    newest = (channels[channel] for channels in lines.values() if channel in channels)
    return any(not line.granted and line.how in BY_THE_PATIENT for line in newest)


def _line(
    patient: Patient,
    channel: str,
    *,
    granted: bool,
    at: datetime,
    how: str,
    by: Staff | None,
    wording: str,
) -> Consent:
    line: Consent = Consent.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        channel=channel,
        granted=granted,
        at=at,
        how=how,
        by=by,
        wording=wording,
    )
    return line

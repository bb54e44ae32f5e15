"""Two records of one person become one, and nobody is texted twice for it.

All that the duplicate had moves to the record that is kept. Where both followed the same visit, one
of the two follow-ups ends. A refusal outweighs a consent. It cannot be taken back by a button: the
audit keeps the ids of what moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from followup.care import planning
from followup.care.models import FollowUp, FollowUpState, PlannedState, Treatment
from followup.care.visit import SAME_VISIT
from followup.clinic import audit, consent, joining
from followup.clinic.models import Channel, Consent, ContactPoint, Patient, Staff
from followup.messaging import optout
from followup.replies.holdings import HOLDINGS, owned
from followup.replies.models import Rank, Resolution, ReviewItem, WhatWasDone


class NotMerged(ValueError):
    """Two records that cannot become one; the text says why."""


@dataclass(frozen=True, slots=True)
class Double:
    """One visit that both records followed: which follow-up goes on, and which ends."""

    goes_on: FollowUp
    ends: FollowUp


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging would do, before anything is written."""

    kept: Patient
    gone: Patient
    # By kind of row, how many would move.
    moving: list[tuple[str, int]]
    doubles: list[Double]
    # The channels on which a refusal of either would count for the one record.
    refused: list[Channel]


def preview(*, kept: Patient, gone: Patient) -> Preview:
    """Raises NotMerged."""
    _refuse(kept, gone)
    counted = [(holding.name, holding.rows(gone).count()) for holding in HOLDINGS]
    return Preview(
        kept=kept,
        gone=gone,
        moving=[(name, count) for name, count in counted if count],
        doubles=_doubles(kept, gone),
        refused=[channel for channel in Channel if _refusal(kept, gone, channel)],
    )


def merge(*, kept: Patient, gone: Patient, by: Staff, at: datetime) -> None:
    """Everything of `gone` is `kept`'s from now on. Raises NotMerged."""
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        _refuse(kept, gone)
        doubles, refusals = _doubles(kept, gone), _refusals(kept, gone)
        for double in doubles:
            _end(double.ends, at)
        _join_contacts(kept, gone)
        _copy_consents(kept, gone)
        _join_lines(kept, gone, by=by, at=at)
        moved = _move(kept, gone)
        joining.join(kept=kept, gone=gone)
        _heed(kept, refusals, by=by, at=at)
        _settle(kept, at)
        audit.record(
            clinic_id=kept.clinic_id,
            act="patient_merged",
            subject="patient",
            subject_id=kept.pk,
            at=at,
            by=by,
            details={"gone": gone.pk, "moved": moved},
        )


def alike(patient: Patient) -> QuerySet[Patient]:
    """Who may be the same person: the same phone or address, or every word of the same name."""
    mine = ContactPoint.objects.filter(patient=patient).values("index")
    there = ContactPoint.objects.of(patient.clinic_id).filter(index__in=mine).values("patient")
    same_name = Q(name_index__contains=patient.name_index, name_index__len=len(patient.name_index))
    others: QuerySet[Patient] = Patient.objects.of(patient.clinic_id)
    return (
        others.filter(Q(pk__in=there) | same_name)
        .filter(merged_into__isnull=True, erased_at__isnull=True)
        .exclude(pk=patient.pk)
        .order_by("pk")
    )


def _locked(kept: Patient, gone: Patient) -> tuple[Patient, Patient]:
    """FOR UPDATE and by id, as a STOP does: no message to either is added meanwhile."""
    rows = Patient.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[kept.pk], found[gone.pk]


def _refuse(kept: Patient, gone: Patient) -> None:
    if kept.pk == gone.pk:
        raise NotMerged(_("This is the same record. Choose another."))
    if kept.clinic_id != gone.clinic_id:
        raise NotMerged(_("These records belong to different clinics."))
    if kept.is_gone or gone.is_gone:
        raise NotMerged(_("One of the two was merged or erased already. Nothing was changed."))


def _doubles(kept: Patient, gone: Patient) -> list[Double]:
    """The same visit on both records, by its time; what was begun goes on."""
    mine = list(_active(kept))
    return [
        _double(own, other)
        for other in _active(gone)
        for own in mine
        if abs(own.treatment.treated_at - other.treatment.treated_at) < SAME_VISIT
    ]


def _active(patient: Patient) -> QuerySet[FollowUp]:
    standing = FollowUp.objects.filter(patient=patient, state=FollowUpState.ACTIVE)
    return standing.select_related("treatment").order_by("pk")


def _double(own: FollowUp, other: FollowUp) -> Double:
    begun = other.planned.filter(state=PlannedState.DONE).exists()
    if begun and not own.planned.filter(state=PlannedState.DONE).exists():
        return Double(goes_on=other, ends=own)
    return Double(goes_on=own, ends=other)


def _end(follow_up: FollowUp, at: datetime) -> None:
    planning.stop(follow_up=follow_up, reason="merged", at=at)
    said = follow_up.planned.filter(state__in=[PlannedState.DONE, PlannedState.CLAIMED])
    if not said.exists() and not follow_up.replies.exists():
        # Nothing came of it: the visit stands once.
        Treatment.objects.filter(pk=follow_up.treatment_id).update(undone_at=at)


def _join_contacts(kept: Patient, gone: Patient) -> None:
    known = kept.contact_points.values("channel", "index")
    there = {(point["channel"], point["index"]) for point in known}
    for point in gone.contact_points.all():
        if (point.channel, point.index) in there:
            point.delete()
        else:
            behind = kept.contact_points.filter(channel=point.channel).count()
            ContactPoint.objects.filter(pk=point.pk).update(rank=behind + point.rank)


def _copy_consents(kept: Patient, gone: Patient) -> None:
    """The ledger is never rewritten: its lines are told once more, for the record that is kept."""
    Consent.objects.bulk_create(
        Consent(
            clinic_id=line.clinic_id,
            patient=kept,
            channel=line.channel,
            granted=line.granted,
            at=line.at,
            how=line.how,
            by_id=line.by_id,
            wording=line.wording,
        )
        for line in Consent.objects.filter(patient=gone).order_by("pk")
    )


def _refusals(kept: Patient, gone: Patient) -> dict[str, str]:
    """By channel, how it was refused; before anything is copied."""
    found = {channel.value: _refusal(kept, gone, channel) for channel in Channel}
    return {channel: line.how for channel, line in found.items() if line is not None}


def _refusal(kept: Patient, gone: Patient, channel: Channel) -> Consent | None:
    """What the patient said themselves before what was written down for them."""
    newest = consent.newest_lines(patient_ids=[kept.pk, gone.pk], channel=channel)
    refused = [line for line in newest.values() if not line.granted]
    theirs = (line for line in refused if line.how in consent.BY_THE_PATIENT)
    return next(theirs, refused[0] if refused else None)


def _heed(kept: Patient, refusals: dict[str, str], *, by: Staff, at: datetime) -> None:
    for channel, how in refusals.items():
        optout.opt_out_patient(patient=kept, channel=channel, at=at, how=how, by=by)


def _join_lines(kept: Patient, gone: Patient, *, by: Staff, at: datetime) -> None:
    """One open line of each matter: the more urgent stays, with the reasons of both."""
    for theirs in _lines(gone):
        for mine in _lines(kept).filter(kind=theirs.kind):
            stays, leaves = sorted((mine, theirs), key=lambda item: (item.rank, item.waiting_since))
            stays.reasons = [*stays.reasons, *leaves.reasons]
            stays.waiting_since = min(stays.waiting_since, leaves.waiting_since)
            stays.save(update_fields=["reasons", "waiting_since"])
            _fold(leaves, by=by, at=at)


def _fold(item: ReviewItem, *, by: Staff, at: datetime) -> None:
    """Its matter goes on in the other line."""
    item.closed_at, item.alert_at = at, None
    item.save(update_fields=["closed_at", "alert_at"])
    Resolution.objects.create(
        clinic_id=item.clinic_id,
        item=item,
        by=by,
        at=at,
        done=WhatWasDone.REVIEWED,
        note=_("Went on in the line of the other record."),
    )


def _lines(patient: Patient) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.filter(patient=patient, closed_at__isnull=True)


def _move(kept: Patient, gone: Patient) -> dict[str, list[int]]:
    """The ids of what moved, by kind; the ledger of consent stays where it was written."""
    moved = {}
    for holding in owned():
        rows = holding.rows(gone)
        if holding.model is not Consent and (ids := list(rows.values_list("pk", flat=True))):
            holding.model.objects.filter(pk__in=ids).update(**{holding.path: kept})
            moved[holding.name] = ids
    return moved


def _settle(kept: Patient, at: datetime) -> None:
    """What a newer visit has made pointless is cancelled; an urgent line holds all of it."""
    standing = Treatment.objects.filter(patient=kept, undone_at__isnull=True)
    for treatment in _each_visit(standing.order_by("treated_at", "pk")):
        planning.supersede(treatment=treatment, at=at)
    if _lines(kept).filter(rank=Rank.URGENT).exists():
        planning.pause(patient_id=kept.pk, at=at)


def _each_visit(treatments: Iterable[Treatment]) -> list[Treatment]:
    """Those whose follow-up was not ended as the double of another."""
    ended = set(
        FollowUp.objects.filter(
            treatment__in=[treatment.pk for treatment in treatments], stopped_reason="merged"
        ).values_list("treatment", flat=True)
    )
    return [treatment for treatment in treatments if treatment.pk not in ended]

"""Gathers one patient's course for the chart: treatments, scores, and what else happened."""

from datetime import datetime

from django.utils.translation import gettext as _

from followup.care.models import Treatment
from followup.clinic.models import Consent, Patient
from followup.replies.models import Rank, ReadingRecord, Reply, Resolution, ReviewItem, WhatWasDone
from followup.replies.readings import newest_readings
from followup.web import phrases
from followup.web.charts.course import Event, Needling, Score, course
from followup.web.charts.expected import expected
from followup.web.charts.picture import Picture

# A patient of many years keeps the newest.
_MOST = 200


def course_of(patient: Patient, *, at: datetime) -> Picture | None:
    """The picture of the whole course; None where nobody has been treated yet."""
    treatments = Treatment.objects.filter(patient=patient, undone_at__isnull=True)
    newest = list(treatments.order_by("-treated_at")[:_MOST])
    needlings = {treatment.pk: _needling(treatment) for treatment in reversed(newest)}
    if not needlings:
        return None
    events = [*_urgent(patient), *_calls(patient), *_opt_outs(patient)]
    return course(
        needlings=list(needlings.values()), scores=_scores(patient, needlings), events=events, at=at
    )


def _needling(treatment: Treatment) -> Needling:
    return Needling(
        at=treatment.treated_at,
        region=", ".join(phrases.region(name) for name in treatment.regions),
        band=expected(region=treatment.region),
    )


def _scores(patient: Patient, needlings: dict[int, Needling]) -> list[Score]:
    """What was answered, as the newest reading of each reply has it, oldest first."""
    replies = Reply.objects.filter(patient=patient, follow_up__isnull=False)
    rows = list(replies.select_related("follow_up").order_by("-received_at")[:_MOST])
    readings = newest_readings(reply.pk for reply in rows)
    return [
        _score(reply, readings[reply.pk], needlings[reply.follow_up.treatment_id])
        for reply in reversed(rows)
        if reply.follow_up
        and reply.follow_up.treatment_id in needlings
        and reply.pk in readings
        and (readings[reply.pk].soreness is not None or readings[reply.pk].bruising)
    ]


def _score(reply: Reply, reading: ReadingRecord, needling: Needling) -> Score:
    return Score(
        at=reply.received_at,
        of=needling,
        soreness=reading.soreness,
        bruise="" if reading.bruising == "none" else phrases.bruise(reading.bruising),
    )


def _urgent(patient: Patient) -> list[Event]:
    items = ReviewItem.objects.filter(patient=patient, rank=Rank.URGENT)
    return [
        Event(
            item.waiting_since,
            "urgent",
            _("Urgent: %(why)s") % {"why": "; ".join(str(words) for _code, words in item.reasons)},
        )
        for item in items.order_by("-waiting_since")[:_MOST]
    ]


def _calls(patient: Patient) -> list[Event]:
    calls = Resolution.objects.filter(
        item__patient=patient, done=WhatWasDone.CALLED, undone_at__isnull=True
    )
    return [
        Event(call.at, "call", _("Called by %(name)s") % {"name": call.by.name})
        for call in calls.select_related("by").order_by("-at")[:_MOST]
    ]


def _opt_outs(patient: Patient) -> list[Event]:
    lines = Consent.objects.filter(patient=patient, granted=False).order_by("-at")[:_MOST]
    return [
        Event(
            line.at,
            "opt_out",
            _("Wants no more %(channel)ss") % {"channel": line.get_channel_display()},
        )
        for line in lines
    ]

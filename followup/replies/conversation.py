"""Reads what came in, once: whose it is, what it says, who must see it, and what to answer.

All of it in one transaction with the mark that it was read: after a crash it is read anew, and
nobody is answered twice. STOP, START and HELP were heeded before, when it was stored.
"""

from datetime import datetime

from django.db import transaction

from followup.care import planning
from followup.clinic import audit, consent
from followup.clinic.models import Patient
from followup.messaging import keywords, optout
from followup.messaging.keywords import Keyword
from followup.messaging.models import Inbound, MessageKind
from followup.replies import answering, binding, heeding, progress, saying
from followup.replies.answering import Say
from followup.replies.asking import asked_in
from followup.replies.binding import Bound, Doubt
from followup.replies.hearing import Heard, hear, keyword_words, text_of
from followup.replies.judging import RANKS
from followup.replies.models import ItemKind, Rank, ReadingRecord, Reply, ReviewItem
from followup.replies.opening import open_item
from followup.replies.progress import Progress
from followup.replies.reader import Intent
from followup.replies.triage import Reason, Urgency

_INTENT_OF = {
    Keyword.STOP: Intent.OPT_OUT,
    Keyword.START: Intent.OPT_IN,
    Keyword.HELP: Intent.HELP,
}
_STOPPED = Reason("opted_out", "opted out by keyword: no more messages are sent")


@transaction.atomic
def read_inbound(inbound_id: int, *, at: datetime) -> Reply | None:
    """Read one inbound; None where it has been read already."""
    inbound: Inbound | None = (
        Inbound.objects.select_for_update(of=("self",))
        .select_related("clinic")
        .filter(pk=inbound_id, read_at__isnull=True)
        .first()
    )
    if inbound is None:
        return None
    reply = _read(inbound, binding.bind(inbound=inbound), at)
    inbound.read_at = at
    inbound.save(update_fields=["read_at"])
    return reply


def _read(inbound: Inbound, bound: Bound, at: datetime) -> Reply:
    if inbound.automatic:
        return _kept(inbound, bound)
    words = keyword_words(inbound)
    keyword = optout.keyword_of(said_by_provider=inbound.keyword_by_provider, words=words)
    # A provider may take "STOP my leg is numb" for STOP: the rest of it must still be read.
    if keyword is not None and (keywords.match(words) or not words.strip()):
        return _read_keyword(inbound, bound, keyword, at)
    return _read_words(inbound, bound, hear(inbound=inbound, bound=bound), keyword, at)


def _read_keyword(inbound: Inbound, bound: Bound, keyword: Keyword, at: datetime) -> Reply:
    reply = _kept(inbound, bound)
    reason = _STOPPED if keyword is Keyword.STOP else Reason("keyword", keyword.value)
    ReadingRecord.objects.create(
        clinic_id=reply.clinic_id,
        reply=reply,
        intents=[_INTENT_OF[keyword]],
        urgency=Urgency.ROUTINE,
        reasons=[[reason.code, reason.words]],
        at=at,
    )
    if keyword is Keyword.STOP and bound.patient is not None:
        _open_item(inbound, bound.patient, reply, [reason], Rank.ROUTINE, at)
    return reply


def _read_words(
    inbound: Inbound, bound: Bound, heard: Heard, keyword: Keyword | None, at: datetime
) -> Reply:
    reply = _kept(inbound, bound, heard)
    _record(reply, heard, at)
    made = _advance(bound, heard, at)
    is_urgent = heard.verdict.urgency is Urgency.URGENT
    done = heeding.heed_wishes(
        inbound=inbound, patient=bound.patient, reading=heard.reading, is_urgent=is_urgent, at=at
    )
    if keyword is Keyword.STOP:
        done.append(_STOPPED)
    reasons = [*heard.verdict.reasons, *done]
    rank: int = RANKS[heard.verdict.urgency]
    if is_urgent and bound.patient is not None:
        planning.pause(patient_id=bound.patient.pk, at=at)
    if not _says_nothing_new(reasons):
        rank = _open_item(inbound, bound.patient, reply, reasons, rank, at).rank
    if bound.patient is not None:
        _close_silence(bound.patient, at)
    by_hand = heard.after == MessageKind.MANUAL
    silent = by_hand or bound.doubt is not Doubt.NONE or not _agrees(bound.patient, inbound)
    _answer(inbound, bound, heard, made, rank, is_silent=silent, at=at)
    return reply


def _says_nothing_new(reasons: list[Reason]) -> bool:
    """A "C" or a "thanks" is logged and heeded; the list is for what a person should see."""
    return {reason.code for reason in reasons} == {"nothing"}


def _kept(inbound: Inbound, bound: Bound, heard: Heard | None = None) -> Reply:
    """Of what nobody read: bound to the patient and to what they were asked last."""
    check_in = heard.check_in if heard else next(iter(bound.check_ins), None)
    follow_up = heard.follow_up if heard else bound.follow_up
    treatment = follow_up.treatment if follow_up else None
    reply: Reply = Reply.objects.create(
        clinic_id=inbound.clinic_id,
        inbound=inbound,
        patient=bound.patient,
        follow_up=follow_up,
        check_in=check_in if bound.patient else None,
        asked=heard.asked if heard else asked_in(check_in),
        hours_after=binding.hours_after(treatment=treatment, at=inbound.received_at),
        words=heard.own.words if heard else text_of(inbound),
        received_at=inbound.received_at,
    )
    return reply


def _record(reply: Reply, heard: Heard, at: datetime) -> None:
    reading, verdict = heard.reading, heard.verdict
    ReadingRecord.objects.create(
        clinic_id=reply.clinic_id,
        reply=reply,
        soreness=reading.soreness,
        bruising=reading.bruising or "",
        intents=list(reading.intents),
        flags=[flag.name for flag in reading.flags],
        spans=heard.own.moved(reading.spans),
        confidence=reading.confidence,
        understood=reading.understood,
        urgency=verdict.urgency,
        emergency=verdict.emergency,
        reasons=[[reason.code, reason.words] for reason in verdict.reasons],
        at=at,
    )


def _advance(bound: Bound, heard: Heard, at: datetime) -> Progress:
    """What the reply answered; a round is left alone where it is not certain who wrote."""
    if heard.check_in is None or bound.doubt is not Doubt.NONE:
        return Progress()
    made = progress.take_in(check_in=heard.check_in, reading=heard.reading, at=at)
    will_be_asked_again = not heard.reading.understood and made.may_ask_again
    if heard.verdict.urgency is not Urgency.ROUTINE and not will_be_asked_again:
        progress.leave_to_a_person(check_in=heard.check_in, at=at)
    return made


def _open_item(
    inbound: Inbound,
    patient: Patient | None,
    reply: Reply,
    reasons: list[Reason],
    rank: int,
    at: datetime,
) -> ReviewItem:
    unknown = patient is None and "stranger" in {reason.code for reason in reasons}
    return open_item(
        clinic_id=inbound.clinic_id,
        kind=ItemKind.STRANGER if unknown else ItemKind.REPLY,
        rank=rank,
        reasons=[[reason.code, reason.words] for reason in reasons],
        at=at,
        patient=patient,
        follow_up=reply.follow_up,
        reply=reply,
        inbound=inbound,
    )


def _close_silence(patient: Patient, at: datetime) -> None:
    """They have written: nobody need call to ask why they do not."""
    silent = ReviewItem.objects.filter(
        patient=patient, kind=ItemKind.SILENT, closed_at__isnull=True
    )
    for item in silent:
        item.closed_at = at
        item.save(update_fields=["closed_at"])
        audit.record(
            clinic_id=item.clinic_id,
            act="closed by an answer",
            subject="review_item",
            subject_id=item.pk,
            at=at,
        )


def _agrees(patient: Patient | None, inbound: Inbound) -> bool:
    """Whether we may write to them there, after what this very reply has changed."""
    if patient is None:
        return False
    return consent.standing(patient_ids=[patient.pk], channel=inbound.channel)[patient.pk]


def _answer(
    inbound: Inbound,
    bound: Bound,
    heard: Heard,
    made: Progress,
    rank: int,
    *,
    is_silent: bool,
    at: datetime,
) -> None:
    read_by = saying.read_by(inbound=inbound, at=at)
    facts = answering.Facts(
        urgency=heard.verdict.urgency,
        emergency=heard.verdict.emergency,
        understood=heard.reading.understood,
        intents=heard.reading.intents,
        is_silent=is_silent,
        waits_for_a_person=rank != Rank.ROUTINE,
        is_open_now=read_by.is_open,
        booking_was_offered=heard.after == MessageKind.BOOKING,
        answered=made.answered,
        awaiting=made.awaiting,
        is_new_question=made.is_new,
        may_ask_again=made.may_ask_again,
    )
    if answer := answering.answer_to(facts):
        _say(answer, inbound, bound, heard, look_by=read_by.look_by, at=at)


def _say(
    answer: Say, inbound: Inbound, bound: Bound, heard: Heard, *, look_by: datetime, at: datetime
) -> None:
    if answer.kind == MessageKind.REASK and heard.check_in is not None:
        heard.check_in.reasked_at = at
        heard.check_in.save(update_fields=["reasked_at"])
    saying.say(
        answer,
        inbound=inbound,
        patient=bound.patient,
        follow_up=heard.follow_up,
        check_in=heard.check_in,
        look_by=look_by,
        at=at,
    )

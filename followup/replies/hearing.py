"""Has the reader read an inbound as an answer to what was asked, and triage judge what it says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from followup.care.models import CheckIn, FollowUp
from followup.clinic.models import Channel, Language, Patient
from followup.messaging import mail_words
from followup.messaging.models import TAKEN_BACK, Inbound, Message, MessageKind, Status
from followup.replies import asking, binding, judging, reader, vocabularies
from followup.replies.binding import Bound, Doubt
from followup.replies.own_words import OwnWords, own_words
from followup.replies.progress import answers_in
from followup.replies.reader import Asked, Flag, Intent, Reading, Span
from followup.replies.triage import Reason, Urgency, Verdict
from followup.replies.yes_or_no import begins_with_no, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was made of one inbound, and the round of questions that it was read as an answer to."""

    check_in: CheckIn | None
    follow_up: FollowUp | None
    asked: Asked
    hours_after: float | None
    own: OwnWords
    reading: Reading
    verdict: Verdict
    # The kind of what was written to them last, before they wrote.
    after: str


def text_of(inbound: Inbound) -> str:
    """What came; the subject of an email that says nothing else."""
    if inbound.channel == Channel.EMAIL and not inbound.body.strip():
        return mail_words.subject_alone(inbound.subject)
    return str(inbound.body)


def keyword_words(inbound: Inbound) -> str:
    """The words in which a keyword may stand alone: of an email those above the quotation."""
    if inbound.channel != Channel.EMAIL:
        return str(inbound.body)
    above = mail_words.above_the_quotation(inbound.body)
    return above or mail_words.subject_alone(inbound.subject)


def hear(*, inbound: Inbound, bound: Bound) -> Heard:
    """The reading and the verdict. Where two rounds are open, the one that the words answer."""
    people = [bound.patient] if bound.patient else list(bound.candidates)
    ours = binding.our_words(inbound=inbound, patients=people)
    rounds: list[CheckIn | None] = [*bound.check_ins] or [None]
    tries = [(check_in, _read(inbound, bound, check_in, people, ours)) for check_in in rounds]
    answering = [(c, reading) for c, reading in tries if c and answers_in(c, reading)]
    check_in, reading = (answering or tries)[0]
    follow_up = check_in.follow_up if check_in else bound.follow_up
    hours = binding.hours_after(
        treatment=follow_up.treatment if follow_up else None, at=inbound.received_at
    )
    after = _written_last(inbound, people)
    verdict = judging.judged(
        reading,
        asked=asking.asked_in(check_in),
        patient=bound.patient,
        check_in=check_in,
        follow_up=follow_up,
        hours_after=hours,
    )
    return Heard(
        check_in=check_in if bound.patient else None,
        follow_up=follow_up if bound.patient else None,
        asked=asking.asked_in(check_in),
        hours_after=hours if bound.patient else None,
        own=own_words(text_of(inbound), our_words=ours),
        reading=reading if bound.patient else replace(reading, soreness=None, bruising=None),
        verdict=_with_doubt(verdict, bound, after),
        after=after,
    )


def _read(
    inbound: Inbound,
    bound: Bound,
    check_in: CheckIn | None,
    people: list[Patient],
    ours: list[str],
) -> Reading:
    follow_up = check_in.follow_up if check_in else bound.follow_up
    languages = {person.language for person in people}
    asked = asking.asked_in(check_in)
    reading = reader.read(
        text_of(inbound),
        lang=languages.pop() if len(languages) == 1 else Language.EN,
        asked=asked,
        channel=inbound.channel,
        region=follow_up.treatment.region if follow_up else None,
        has_media=inbound.photos.exists(),
        our_words=ours,
        extended=vocabularies.lexicon_for(inbound.clinic_id),
    )
    if asked is not Asked.BREATHING or reading.flags:
        return reading
    return about_breathing(reading, own_words(text_of(inbound), our_words=ours).words)


def about_breathing(reading: Reading, words: str) -> Reading:
    """A yes is a danger sign by itself; a no answers the question, whatever stands behind it."""
    said = yes_or_no(words)
    if said:
        span = Span(0, len(words), "flag:breathing")
        flag = Flag("breathing", "E", span, words)
        heard = replace(reading, flags=(flag,), spans=(*reading.spans, span))
    elif said is False or (reading.understood and begins_with_no(words)):
        heard = reading
    else:
        return reading
    intents = tuple(dict.fromkeys((Intent.ANSWER, *reading.intents)))
    others = tuple(intent for intent in intents if intent is not Intent.OTHER)
    return replace(heard, intents=others, confidence=0.9, understood=True)


def _written_last(inbound: Inbound, people: list[Patient]) -> str:
    sent = Message.objects.filter(
        patient__in=[person.pk for person in people], created_at__lte=inbound.received_at
    )
    # Not what was taken back, or is still to go.
    sent = sent.exclude(status=Status.FAILED, reason=TAKEN_BACK)
    sent = sent.exclude(status=Status.QUEUED, due_at__gt=inbound.received_at)
    return sent.order_by("-created_at", "-pk").values_list("kind", flat=True).first() or ""


def _with_doubt(verdict: Verdict, bound: Bound, after: str) -> Verdict:
    """A person must look where it is not certain who wrote, or where a person is answered."""
    reasons = tuple(_doubts(bound, after))
    if not reasons:
        return verdict
    if verdict.urgency is Urgency.ROUTINE:
        return replace(verdict, urgency=Urgency.ATTENTION, reasons=reasons)
    return replace(verdict, reasons=(*verdict.reasons, *reasons))


def _doubts(bound: Bound, after: str) -> Iterator[Reason]:
    if after == MessageKind.MANUAL:
        yield Reason("to_a_person", "answers what a person of the clinic wrote")
    if bound.doubt is Doubt.STRANGER:
        yield Reason("stranger", "nobody is known by this number or address")
    if bound.doubt is Doubt.OTHER_MAILBOX:
        yield Reason("other_mailbox", "came from another mailbox than the one written to")
    if bound.doubt is Doubt.SHARED:
        names = " and ".join(person.full_name for person in bound.candidates)
        yield Reason("shared", f"this number belongs to {names}; it is not clear who wrote")

"""Decides with which fixed words a reply is answered, if with any; values in, values out.

One message at most. The safety text outranks everything; after it come what the patient wants of
a person, the question again in other words, the next question, and a word of thanks.
"""

from collections.abc import Collection
from dataclasses import dataclass

from followup.replies.reader import Intent
from followup.replies.triage import Urgency

# As the kinds of message are called.
_SAFETY, _QUESTION, _REASK, _THANKS = "safety_text", "question", "reask", "acknowledgement"
_FOR_A_PERSON = frozenset(
    {Intent.CALL_ME, Intent.COMPLAINT, Intent.THIRD_PARTY, Intent.MEDIA, Intent.OPT_IN}
)


@dataclass(frozen=True, slots=True)
class Say:
    """A kind of message, and which of its wordings."""

    kind: str
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the answer rests on."""

    urgency: Urgency
    emergency: bool
    understood: bool
    intents: Collection[Intent]
    # No more than the safety text: opted out, no consent, or not certain who wrote.
    is_silent: bool = False
    # Something of theirs waits for a therapist, from this reply or an earlier one.
    waits_for_a_person: bool = False
    is_open_now: bool = True
    booking_was_offered: bool = False
    answered: Collection[str] = ()
    awaiting: str = ""
    is_new_question: bool = False
    may_ask_again: bool = False


def answer_to(facts: Facts) -> Say | None:
    """What to say, or nothing."""
    if facts.urgency is Urgency.URGENT:
        return Say(_SAFETY, "emergency" if facts.emergency else "urgent")
    if facts.is_silent or Intent.WRONG_PERSON in facts.intents:
        return None
    return _to_a_wish(facts) or _to_an_answer(facts)


def _to_a_wish(facts: Facts) -> Say | None:
    wishes = set(facts.intents)
    if wishes & {Intent.RESCHEDULE, Intent.CANCEL}:
        return Say(_THANKS, "reschedule")
    if Intent.CALL_ME in wishes and facts.booking_was_offered:
        return Say(_THANKS, "booking")
    if Intent.QUESTION in wishes and facts.is_open_now:
        return Say(_THANKS, "question")
    if wishes & (_FOR_A_PERSON | {Intent.QUESTION}):
        return _therapist(facts)
    return None


def _to_an_answer(facts: Facts) -> Say | None:
    if not facts.answered:
        return _to_no_answer(facts)
    if facts.is_new_question:
        return Say(_QUESTION, facts.awaiting)
    if "visit" in facts.answered and facts.urgency is Urgency.ROUTINE:
        return Say(_THANKS, "confirmed")
    if facts.waits_for_a_person:
        return _therapist(facts)
    return Say(_THANKS, "well" if "breathing" in facts.answered else "expected")


def _to_no_answer(facts: Facts) -> Say | None:
    missed = not facts.understood or Intent.ANSWER in facts.intents
    if facts.awaiting and missed and facts.may_ask_again:
        return Say(_REASK, facts.awaiting)
    # "Thanks" and "ok" are not answered: two programs would thank each other for ever.
    return _therapist(facts) if facts.urgency is Urgency.ATTENTION else None


def _therapist(facts: Facts) -> Say:
    return Say(_THANKS, "therapist" if facts.is_open_now else "after_hours")

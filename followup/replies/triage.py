"""Judges a reading: what a therapist must see now, should see today, or need not see.

It judges by the expected course after dry needling, not by one threshold: soreness is a matter
of the first two days and should have eased by the third (mean duration under 72 hours: Diciolla
2021, J Clin Med 10(23):5527). The defaults are for a licensed therapist to sign off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from followup.replies.reader import Asked, Bruising, Intent, Reading


class Urgency(StrEnum):
    """How soon a therapist must look: now, today, or not at all."""

    URGENT = "urgent"
    ATTENTION = "attention"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code for the reports and in words that a therapist would use."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How urgent a reply is, and why; `emergency` adds 911 to the words the patient is sent."""

    urgency: Urgency
    reasons: tuple[Reason, ...]
    emergency: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What a clinic may adjust. Bands are (hours since needling, most soreness expected until)."""

    urgent_from: int = 9
    attention_from: int = 7
    expected_most: tuple[tuple[float, int], ...] = ((72.0, 6), (float("inf"), 3))
    expected_least: int = 0
    rise_noted: int = 2
    should_have_eased: float = 72.0
    region_most: dict[str, int] = field(default_factory=dict)
    unknown_anticoagulant_is_yes: bool = False


STANDARD = Rules()
FOR_A_PERSON = {
    Intent.QUESTION: "asks a question",
    Intent.CALL_ME: "wants a call",
    Intent.RESCHEDULE: "wants another appointment",
    Intent.CANCEL: "cancels the appointment",
    Intent.COMPLAINT: "complains",
    Intent.WRONG_PERSON: "says this is the wrong person",
    Intent.THIRD_PARTY: "somebody else answers for the patient",
    Intent.MEDIA: "sent a picture",
}
JOKING = "joking"
NOT_EASED = "not_eased"


def judge(
    reading: Reading,
    *,
    asked: str,
    region: str | None,
    hours_after: float,
    anticoagulant: bool | None = False,
    history: Sequence[int] = (),
    rules: Rules = STANDARD,
) -> Verdict:
    """The verdict on a reading; `history` is the earlier scores of this follow-up, oldest first."""
    urgent = (*_flags(reading), *_unbearable(reading, rules))
    attention = (
        *_soreness(reading, region, hours_after, history, rules),
        *_bruise(reading, anticoagulant, rules),
        *_signs(reading, hours_after, rules),
        *(Reason(f"intent:{i}", FOR_A_PERSON[i]) for i in reading.intents if i in FOR_A_PERSON),
        *_unread(reading),
    )
    if urgent:
        return Verdict(Urgency.URGENT, urgent + attention, _is_emergency(reading))
    if attention:
        return Verdict(Urgency.ATTENTION, attention, emergency=False)
    return Verdict(Urgency.ROUTINE, _expected(reading, asked), emergency=False)


def expected_band(hours_after: float, region: str | None, rules: Rules) -> tuple[int, int]:
    """The least and most soreness that is expected so long after needling of this region."""
    most = next(most for until, most in rules.expected_most if hours_after < until)
    return rules.expected_least, min(most, rules.region_most.get(region or "", most))


def _signs(reading: Reading, hours: float, rules: Rules) -> Iterator[Reason]:
    for sign in reading.signs:
        early = sign.name == NOT_EASED and hours < rules.should_have_eased
        if sign.name != JOKING and not early:
            yield Reason("sign", f"mentions: {sign.words}")


def _is_emergency(reading: Reading) -> bool:
    return any(flag.severity == "E" for flag in reading.flags)


def _flags(reading: Reading) -> Iterator[Reason]:
    for flag in reading.flags:
        yield Reason(f"flag:{flag.name}", f"{flag.name.replace('_', ' ')}: “{flag.words}”")


def _unbearable(reading: Reading, rules: Rules) -> Iterator[Reason]:
    joking = any(sign.name == JOKING for sign in reading.signs)
    if reading.soreness is not None and reading.soreness >= rules.urgent_from and not joking:
        yield Reason("soreness", f"soreness {reading.soreness}")


def _soreness(
    reading: Reading, region: str | None, hours: float, history: Sequence[int], rules: Rules
) -> Iterator[Reason]:
    score = reading.soreness
    if score is None:
        return
    most = min(expected_band(hours, region, rules)[1], rules.attention_from - 1)
    if score > most:
        yield Reason("soreness", f"soreness {score}, expected at most {most} by now")
    if history and score >= history[-1] + rules.rise_noted and score > rules.expected_least + 2:
        yield Reason("worse", f"soreness rose from {history[-1]} to {score}")


def _bruise(reading: Reading, anticoagulant: bool | None, rules: Rules) -> Iterator[Reason]:
    if reading.bruising is Bruising.LARGE:
        yield Reason("bruise", "large bruise")
    thinned = rules.unknown_anticoagulant_is_yes if anticoagulant is None else anticoagulant
    if thinned and reading.bruising not in {None, Bruising.NONE}:
        yield Reason("bruise", "bruise on an anticoagulant")


def _unread(reading: Reading) -> Iterator[Reason]:
    if not reading.understood:
        yield Reason("unread", "could not be read")


def _expected(reading: Reading, asked: str) -> tuple[Reason, ...]:
    if reading.soreness is not None or reading.bruising is not None:
        return (Reason("expected", "as expected by now"),)
    question = Asked.named(asked)
    if question is Asked.BREATHING and Intent.ANSWER in reading.intents:
        return (Reason("expected", "no trouble breathing"),)
    return (Reason("nothing", f"nothing for a person to do ({question})"),)

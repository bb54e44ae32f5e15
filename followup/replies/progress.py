"""Takes a reading into the round of questions that it answers, and says what is still to ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from followup.care import planning
from followup.care.models import CheckIn, CheckInState, Question
from followup.replies.binding import is_over
from followup.replies.reader import Bruising, Intent, Reading

_ABOUT_THE_VISIT = frozenset({Intent.CONFIRM, Intent.RESCHEDULE, Intent.CANCEL})


@dataclass(frozen=True, slots=True)
class Progress:
    """Which questions a reply answered, which one waits now, and whether that is a new one."""

    answered: frozenset[str] = frozenset()
    awaiting: str = ""
    is_new: bool = False
    may_ask_again: bool = False


def answers_in(check_in: CheckIn, reading: Reading) -> frozenset[str]:
    """The questions of this round that a reading answers, in whichever order they were asked."""
    return frozenset(_answers(check_in, reading)) & frozenset(check_in.planned.step.asks)


def take_in(*, check_in: CheckIn, reading: Reading, at: datetime) -> Progress:
    """Write down what was answered: the nudge is cancelled and the next question waits.

    An answer to a round that is over still counts, and nothing more is asked in it.
    """
    answered = answers_in(check_in, reading)
    was_over, before = is_over(check_in), check_in.awaiting
    may_ask_again = not was_over and check_in.reasked_at is None
    if answered:
        _write(check_in, reading)
        left = _left(check_in, answered)
        check_in.awaiting = "" if was_over or not left else left[0]
        check_in.save(update_fields=["soreness", "bruising", "awaiting"])
        planning.answered(check_in=check_in, at=at)
    is_new = bool(check_in.awaiting) and check_in.awaiting != before
    return Progress(answered, check_in.awaiting, is_new, may_ask_again)


def leave_to_a_person(*, check_in: CheckIn, at: datetime) -> None:
    """Somebody will look at what they wrote: no machine nudges them about it."""
    if check_in.state == CheckInState.OPEN:
        planning.answered(check_in=check_in, at=at)


def _answers(check_in: CheckIn, reading: Reading) -> Iterator[str]:
    if reading.soreness is not None:
        yield Question.SORENESS
    if reading.bruising is not None:
        yield Question.BRUISING
    if _ABOUT_THE_VISIT & set(reading.intents):
        yield Question.VISIT
    if check_in.awaiting == Question.BREATHING and _speaks_of_health(reading):
        yield Question.BREATHING


def _speaks_of_health(reading: Reading) -> bool:
    return reading.understood and bool(reading.flags or Intent.ANSWER in reading.intents)


def _write(check_in: CheckIn, reading: Reading) -> None:
    """The newest word counts; but that there is a bruise does not undo how large it was."""
    if reading.soreness is not None:
        check_in.soreness = reading.soreness
    sized = check_in.bruising in {Bruising.SMALL, Bruising.LARGE}
    if reading.bruising is not None and not (sized and reading.bruising is Bruising.PRESENT):
        check_in.bruising = reading.bruising


def _left(check_in: CheckIn, answered: frozenset[str]) -> list[str]:
    known = set(answered)
    if check_in.soreness is not None:
        known.add(Question.SORENESS)
    if check_in.bruising:
        known.add(Question.BRUISING)
    return [question for question in check_in.planned.step.asks if question not in known]

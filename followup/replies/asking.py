"""Which question a round of questions put last, in the reader's words."""

from followup.care.models import CheckIn, CheckInState, Kind, Question
from followup.replies.reader import Asked

# From so many days on the check-in asks whether it has eased, rather than how bad it is.
_EASED_FROM_DAYS = 3
_OF_QUESTION = {
    Question.BREATHING: Asked.BREATHING,
    Question.VISIT: Asked.APPOINTMENT,
    Question.BRUISING: Asked.BRUISING,
}


def asked_in(check_in: CheckIn | None) -> Asked:
    """What the reader should take the reply for; nothing was asked where there is no check-in."""
    if check_in is None:
        return Asked.AFTERCARE
    question = check_in.awaiting or _question_of(check_in)
    if question in _OF_QUESTION:
        return _OF_QUESTION[Question(question)]
    if check_in.nudged_at is not None and check_in.state != CheckInState.ANSWERED:
        return Asked.REMINDER
    late = check_in.planned.step.offset_days >= _EASED_FROM_DAYS
    return Asked.CHECKIN72 if late else Asked.SORENESS


def _question_of(check_in: CheckIn) -> str:
    """Of a round that is over: what it began with, so that a correction is still understood."""
    if check_in.planned.kind == Kind.SAFETY_CHECK:
        return Question.BREATHING
    if check_in.planned.kind == Kind.NEXT_VISIT:
        return Question.VISIT
    half_done = check_in.soreness is not None and not check_in.bruising
    return Question.BRUISING if half_done else Question.SORENESS

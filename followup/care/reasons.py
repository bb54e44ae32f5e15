"""Why a message was moved or left out, from the code in the row to words for a person."""

from followup.care.models import Kind

MOVED = {
    "closed": "closed",
    "early": "before the hours for messages",
    "evening": "after the hours for messages",
    "zone": "too early or too late where the phone comes from",
    "logged_late": "logged after its time",
    "pulled_forward": "asked earlier, while the evening lasts",
    "paused": "held while an urgent reply waits for a person",
    "apart": "kept apart from another message",
    "by_hand": "moved by staff",
    "at_once": "sent early by staff",
    "replanned": "the protocol was changed",
}
# Why a person skips a message: the codes of `adjusting.skip`.
BY_HAND = {
    "staff_spoke": "staff spoke with the patient instead",
    "staff_asked": "the patient asked for fewer messages",
    "staff_unneeded": "staff thought it was not needed",
}
LEFT_OUT = {
    "late": "logged when it was of no use any more",
    "long_past": "logged long after the treatment",
    "closed": "closed until it is of no use any more",
    "window": "no hours for messages while it is of use",
    "after_hours": "treated too late in the evening",
    "too_soon": "the next visit is too soon for a reminder",
    "no_next_visit": "no next visit is known",
    "booked": "the next visit is booked",
    "no_series": "not one of a series",
    "series_done": "the series is complete",
    "new_treatment": "treated again since",
    "next_check_in": "the next check-in asks again",
    "answered": "already answered",
    "round_over": "its questions are no longer open",
    "undone": "the treatment was taken back",
    "cap": "enough messages for one day or week",
    "expired": "of no use any more when it could have gone",
    "opted_out": "the patient wants no messages",
    "no_consent": "the patient has not agreed to messages",
    "no_contact": "no phone or email to send it to",
    "unreachable": "the phone or email does not work",
    "paused": "an urgent reply waited for a person",
    "template": "its template cannot be used",
    "replanned": "the changed protocol has it no more",
    "merged": "the same visit was logged for a duplicate of the patient",
    "erased": "what was known of the patient was erased",
    **BY_HAND,
}
# Somebody knows already, or nobody needs to.
_NO_LONGER_ASKED = frozenset(
    {"long_past", "new_treatment", "undone", "answered", "round_over", "paused", "merged", "erased"}
)


def moved_words(code: str) -> str:
    """Why a message goes at another time than its step says; an unknown code as it stands."""
    return MOVED.get(code, code.replace("_", " "))


def left_out_words(code: str) -> str:
    """Why a message does not go; an unknown code as it stands."""
    return LEFT_OUT.get(code, code.replace("_", " "))


def needs_call(*, kind: str, reason: str) -> bool:
    """Whether a person should ask what this skipped message would have asked."""
    return kind in {Kind.CHECK_IN, Kind.SAFETY_CHECK} and reason not in _NO_LONGER_ASKED

"""Why a message was moved or left out, from the code in the row to words for a person."""

from django.utils.translation import gettext_lazy as _

from followup.care.models import Kind

MOVED = {
    "closed": _("closed"),
    "early": _("before the hours for messages"),
    "evening": _("after the hours for messages"),
    "zone": _("too early or too late where the phone comes from"),
    "logged_late": _("logged after its time"),
    "pulled_forward": _("asked earlier, while the evening lasts"),
    "paused": _("held while an urgent reply waits for a person"),
    "apart": _("kept apart from another message"),
    "by_hand": _("moved by staff"),
    "at_once": _("sent early by staff"),
    "replanned": _("the protocol was changed"),
}
# Why a person skips a message: the codes of `adjusting.skip`.
BY_HAND = {
    "staff_spoke": "staff spoke with the patient instead",
    "staff_asked": "the patient asked for fewer messages",
    "staff_unneeded": "staff thought it was not needed",
}
LEFT_OUT = {
    "late": _("logged when it was of no use any more"),
    "long_past": _("logged long after the treatment"),
    "closed": _("closed until it is of no use any more"),
    "window": _("no hours for messages while it is of use"),
    "after_hours": _("treated too late in the evening"),
    "too_soon": _("the next visit is too soon for a reminder"),
    "no_next_visit": _("no next visit is known"),
    "booked": _("the next visit is booked"),
    "no_series": _("not one of a series"),
    "series_done": _("the series is complete"),
    "new_treatment": _("treated again since"),
    "next_check_in": _("the next check-in asks again"),
    "answered": _("already answered"),
    "round_over": _("its questions are no longer open"),
    "undone": _("the treatment was taken back"),
    "cap": _("enough messages for one day or week"),
    "expired": _("of no use any more when it could have gone"),
    "opted_out": _("the patient wants no messages"),
    "no_consent": _("the patient has not agreed to messages"),
    "no_contact": _("no phone or email to send it to"),
    "unreachable": _("the phone or email does not work"),
    "paused": _("an urgent reply waited for a person"),
    "template": _("its template cannot be used"),
    "replanned": _("the changed protocol has it no more"),
    "merged": _("the same visit was logged for a duplicate of the patient"),
    "erased": _("what was known of the patient was erased"),
    **BY_HAND,
}
# Somebody knows already, or nobody needs to.
_NO_LONGER_ASKED = frozenset(
    {"long_past", "new_treatment", "undone", "answered", "round_over", "paused", "merged", "erased"}
)


def moved_words(code: str) -> str:
    """Why a message goes at another time than its step says; an unknown code as it stands."""
    return str(MOVED.get(code, code.replace("_", " ")))


def left_out_words(code: str) -> str:
    """Why a message does not go; an unknown code as it stands."""
    return str(LEFT_OUT.get(code, code.replace("_", " ")))


def needs_call(*, kind: str, reason: str) -> bool:
    """Whether a person should ask what this skipped message would have asked."""
    return kind in {Kind.CHECK_IN, Kind.SAFETY_CHECK} and reason not in _NO_LONGER_ASKED

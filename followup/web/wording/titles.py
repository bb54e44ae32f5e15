"""What the catalog's kinds are called on the pages, and in which order they are shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, str | Promise] = {
    "aftercare": _("Aftercare advice"),
    "safety_check": _("Breathing check"),
    "check_in": _("Check-in after a day"),
    "check_in_day3": _("Check-in after three days"),
    "nudge": _("Nudge"),
    "nudge_evening": _("Nudge of the breathing check"),
    "next_visit": _("Reminder of the next visit"),
    "booking": _("Invitation to book"),
    "question_soreness": _("Question: soreness"),
    "question_bruising": _("Question: bruising"),
    "question_breathing": _("Question: breathing"),
    "question_visit": _("Question: next visit"),
    "reask_soreness": _("Again: soreness"),
    "reask_bruising": _("Again: bruising"),
    "reask_breathing": _("Again: breathing"),
    "reask_visit": _("Again: next visit"),
    "acknowledgement_expected": _("Answer: all as expected"),
    "acknowledgement_well": _("Answer: breathing is fine"),
    "acknowledgement_therapist": _("Answer: a therapist reads it"),
    "acknowledgement_after_hours": _("Answer: the clinic is closed"),
    "acknowledgement_confirmed": _("Answer: visit confirmed"),
    "acknowledgement_reschedule": _("Answer: another time is wanted"),
    "acknowledgement_question": _("Answer: question noted"),
    "acknowledgement_booking": _("Answer: wants to book"),
    "safety_text_urgent": _("Danger sign: call us"),
    "safety_text_emergency": _("Danger sign: call 911"),
    "opt_out": _("Opted out"),
    "opt_in": _("Opted in again"),
    "help": _("Help"),
    "footer": _("Last lines of every email"),
    "alert": _("Alert to staff"),
    "alert_again": _("Alert to the next in line"),
    "digest": _("Weekly digest"),
}
# Each section with how the kinds of its entries begin.
SECTIONS: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (
        _("Sent by the protocols"),
        frozenset({"aftercare", "safety_check", "check_in", "nudge", "next_visit", "booking"}),
    ),
    (_("Questions within a conversation"), frozenset({"question", "reask"})),
    (_("Answers to a reply"), frozenset({"acknowledgement"})),
    (_("Danger signs"), frozenset({"safety_text"})),
    (_("Opting out, help, and every email"), frozenset({"opt_out", "opt_in", "help", "footer"})),
    (_("To staff"), frozenset({"alert", "digest"})),
)


def title(name: str) -> str:
    """The name of a kind of the catalog."""
    return str(TITLES.get(name, name))

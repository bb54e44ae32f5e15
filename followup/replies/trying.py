"""What would be made of a reply to a message of some kind: the reader and triage, and no rows."""

from dataclasses import dataclass

from followup.replies import reader, triage
from followup.replies.hearing import about_breathing
from followup.replies.own_words import own_words
from followup.replies.reader import Asked, Reading
from followup.replies.triage import Verdict

# Of the catalog's names, the longest beginning counts; what is not here asks nothing.
_ASKED = {
    "check_in": Asked.SORENESS,
    "check_in_day3": Asked.CHECKIN72,
    "nudge": Asked.REMINDER,
    "nudge_evening": Asked.BREATHING,
    "safety_check": Asked.BREATHING,
    "next_visit": Asked.APPOINTMENT,
    "question_soreness": Asked.SORENESS,
    "question_bruising": Asked.BRUISING,
    "question_breathing": Asked.BREATHING,
    "question_visit": Asked.APPOINTMENT,
    "reask_soreness": Asked.SORENESS,
    "reask_bruising": Asked.BRUISING,
    "reask_breathing": Asked.BREATHING,
    "reask_visit": Asked.APPOINTMENT,
}
# When such a message is answered, as shipped.
_HOURS = {Asked.CHECKIN72: 72.0, Asked.REMINDER: 48.0, Asked.BREATHING: 4.0}
_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Tried:
    """The reading and the verdict, and what they were read as an answer to."""

    reading: Reading
    verdict: Verdict
    asked: Asked
    hours_after: float


def try_reply(
    *, text: str, to: str, language: str, channel: str, region: str, our_words: str = ""
) -> Tried:
    """What would be made of `text` as a reply to the message that the catalog calls `to`."""
    asked = _ASKED.get(to, Asked.AFTERCARE)
    ours = [our_words] if our_words else []
    reading = reader.read(
        text,
        lang=language,
        asked=asked,
        channel=channel,
        region=region or None,
        our_words=ours,
    )
    if asked is Asked.BREATHING and not reading.flags:
        reading = about_breathing(reading, own_words(text, our_words=ours).words)
    hours = _HOURS.get(asked, _A_DAY)
    verdict = triage.judge(reading, asked=asked, region=region or None, hours_after=hours)
    return Tried(reading, verdict, asked, hours)

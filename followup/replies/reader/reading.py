"""What the reader makes of one reply: values only, no rules."""

from dataclasses import dataclass
from enum import StrEnum


class Bruising(StrEnum):
    """What the patient says of a bruise; `present` is one whose size was not said."""

    NONE = "none"
    SMALL = "small"
    LARGE = "large"
    PRESENT = "present"


class Intent(StrEnum):
    """What the patient wants; a reply may have several."""

    ANSWER = "answer"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    CONFIRM = "confirm"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    QUESTION = "question"
    CALL_ME = "call_me"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    WRONG_PERSON = "wrong_person"
    THIRD_PARTY = "third_party"
    MEDIA = "media"
    OTHER = "other"


class Asked(StrEnum):
    """The question that the clinic's last message put."""

    SORENESS = "soreness"
    BRUISING = "bruising"
    BOTH = "soreness+bruising"
    CHECKIN72 = "checkin72"
    REMINDER = "reminder"
    APPOINTMENT = "appointment"
    AFTERCARE = "aftercare"
    BREATHING = "breathing"

    @classmethod
    def named(cls, name: str) -> "Asked":
        """The question of that name; an unknown one asks nothing, like aftercare."""
        try:
            return cls(name)
        except ValueError:
            return cls.AFTERCARE


ASKS_SORENESS = frozenset({Asked.SORENESS, Asked.BOTH, Asked.CHECKIN72, Asked.REMINDER})
ASKS_BRUISING = frozenset({Asked.BRUISING, Asked.BOTH, Asked.CHECKIN72, Asked.REMINDER})
ASKS_BOTH = ASKS_SORENESS & ASKS_BRUISING


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the original text, and what they led to."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A danger sign that stands: not denied, not long past, not somebody else's.

    Severity E means that the patient is told to call 911 as well; U that a therapist looks now.
    """

    name: str
    severity: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A milder sign that a therapist should see today."""

    name: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reply says. `understood` is false when a person must read it."""

    soreness: int | None
    bruising: Bruising | None
    intents: tuple[Intent, ...]
    flags: tuple[Flag, ...]
    signs: tuple[Sign, ...]
    spans: tuple[Span, ...]
    confidence: float
    understood: bool

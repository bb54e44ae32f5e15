"""How the pretend patients answer: in whose words, how soon, or never. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# What is asked: the kind of message, and for check-ins which one.
Asked = str
NEVER: Mapping[Asked, str] = {}


@dataclass(frozen=True, slots=True)
class Persona:
    """Their answer to each thing that they may be asked; silence where there is none."""

    name: str
    says: Mapping[Asked, str]


_ENGLISH = (
    Persona(
        "plain",
        {
            "day1": "4",
            "question": "no",
            "day3": "1 no bruise",
            "safety_check": "No, breathing fine",
            "next_visit": "C",
            "booking": "I'll call you Monday, thanks",
        },
    ),
    Persona(
        "talkative",
        {
            "day1": "about a 5 today, stairs are the worst. small bruise on the inside",
            "question": "small one",
            "day3": "was a 5, now maybe a 2. bruise almost gone",
            "safety_check": "nope all good",
            "next_visit": "C see you then!",
        },
    ),
    Persona(
        "late",
        {
            "nudge": "sorry just saw this. 3 and no bruising",
            "question": "no",
            "day3": "0",
            "safety_check": "no",
            "next_visit": "Can we move it to Friday?",
        },
    ),
)
STOPS = Persona("stops", {"day1": "STOP"})
RED_FLAG = Persona(
    "red flag",
    {
        "safety_check": "it hurts when i take a deep breath and im kinda short of breath",
        "day1": "6 but i cant catch my breath since this morning and my chest hurts",
        "day3": "2 no",
    },
)
SILENT = Persona("silent", NEVER)
WORRIED = Persona(
    "worried",
    {
        "day1": "7 and a big bruise, bigger than my hand. is that normal?",
        "question": "large",
        "day3": "5 still, not really better",
        "next_visit": "C",
    },
)
SPANISH = Persona(
    "Spanish",
    {
        "day1": "un 4 más o menos",
        "question": "sí, un moretón chiquito",
        "day3": "ya casi nada, 1 y sin moretones",
        "safety_check": "no, respiro bien",
        "next_visit": "C",
    },
)
BY_EMAIL = Persona(
    "by email",
    {
        "day1": "About a 3 today.\n\nSent from my iPhone",
        "question": "No bruising that I can see.",
        "day3": "1, no bruise, thank you!",
        "next_visit": "C",
    },
)


@dataclass(frozen=True, slots=True)
class Cast:
    """One patient as the story needs to know them."""

    key: int
    language: str
    by_email: bool
    # Whether their protocol asks after their breathing.
    chest: bool


def casting(patients: Sequence[Cast]) -> dict[int, Persona]:
    """Who plays whom: always the same for the same file, with every part taken if it can be."""
    parts: dict[int, Persona] = {}
    free = [patient for patient in patients if patient.language == "en" and not patient.by_email]
    for patient in patients:
        if patient.by_email:
            parts[patient.key] = BY_EMAIL
        elif patient.language == "es":
            parts[patient.key] = SPANISH
    chests = [patient for patient in free if patient.chest]
    red = chests[0] if chests else (free[0] if free else None)
    if red is not None:
        parts[red.key] = RED_FLAG
    rest = [patient for patient in free if patient.key not in parts]
    special = (STOPS, WORRIED, SILENT, SILENT)
    for index, patient in enumerate(rest):
        chosen = special[index] if index < len(special) else _ENGLISH[index % len(_ENGLISH)]
        parts[patient.key] = chosen
    return parts

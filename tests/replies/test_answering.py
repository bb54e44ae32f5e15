"""With which words a reply is answered."""

from typing import Any

import pytest

from followup.replies.answering import Facts, Say, answer_to
from followup.replies.reader import Intent
from followup.replies.triage import Urgency

ROUTINE, ATTENTION, URGENT = Urgency.ROUTINE, Urgency.ATTENTION, Urgency.URGENT


def _facts(**changed: Any) -> Facts:
    usual: dict[str, Any] = {
        "urgency": ROUTINE,
        "emergency": False,
        "understood": True,
        "intents": (Intent.ANSWER,),
        "answered": {"soreness"},
    }
    return Facts(**{**usual, **changed})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ("acknowledgement", "expected")),
        ({"awaiting": "bruising", "is_new_question": True}, ("question", "bruising")),
        ({"answered": {"breathing"}}, ("acknowledgement", "well")),
        ({"answered": {"visit"}, "intents": (Intent.CONFIRM,)}, ("acknowledgement", "confirmed")),
        ({"intents": (Intent.RESCHEDULE,)}, ("acknowledgement", "reschedule")),
        ({"intents": (Intent.CANCEL,)}, ("acknowledgement", "reschedule")),
        ({"intents": (Intent.QUESTION,)}, ("acknowledgement", "question")),
        (
            {"intents": (Intent.QUESTION,), "is_open_now": False},
            ("acknowledgement", "after_hours"),
        ),
        ({"intents": (Intent.CALL_ME,)}, ("acknowledgement", "therapist")),
        (
            {"intents": (Intent.CALL_ME,), "booking_was_offered": True},
            ("acknowledgement", "booking"),
        ),
        ({"waits_for_a_person": True}, ("acknowledgement", "therapist")),
        ({"waits_for_a_person": True, "is_open_now": False}, ("acknowledgement", "after_hours")),
        ({"urgency": URGENT}, ("safety_text", "urgent")),
        ({"urgency": URGENT, "emergency": True}, ("safety_text", "emergency")),
        ({"urgency": URGENT, "is_silent": True}, ("safety_text", "urgent")),
        ({"urgency": URGENT, "intents": (Intent.WRONG_PERSON,)}, ("safety_text", "urgent")),
        ({"is_silent": True}, None),
        ({"intents": (Intent.WRONG_PERSON,)}, None),
        ({"answered": (), "intents": (Intent.THANKS,), "awaiting": "soreness"}, None),
        (
            {"answered": (), "awaiting": "soreness", "may_ask_again": True},
            ("reask", "soreness"),
        ),
        ({"answered": (), "awaiting": "soreness"}, None),
        (
            {
                "answered": (),
                "awaiting": "bruising",
                "may_ask_again": True,
                "understood": False,
                "urgency": ATTENTION,
                "intents": (Intent.OTHER,),
            },
            ("reask", "bruising"),
        ),
        (
            {"answered": (), "awaiting": "bruising", "understood": False, "urgency": ATTENTION},
            ("acknowledgement", "therapist"),
        ),
    ],
)
def test_each_reply_gets_its_words(changed: dict[str, Any], says: tuple[str, str] | None) -> None:
    assert answer_to(_facts(**changed)) == (Say(*says) if says else None)

"""Twilio's words in ours: statuses and error codes, with what each asks of us.

Source: Twilio's error dictionary and its message resource (statuses), read in 2026; unknown words
and codes are values here, never a crash.
"""

from dataclasses import replace

from followup.messaging.delivery import Fault, Said, Word

_WORDS: dict[str, Word] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "partially_delivered": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_CONSOLE = "Mend it in the Twilio console, then run `followup doctor`."

_FAULTS = {
    fault.code: fault
    for fault in (
        # Never processed, always safe to send again (Twilio, error 20429).
        Fault("429", "Twilio takes no more at the moment.", retry=True, never_arrived=True),
        Fault("20429", "Twilio takes no more at the moment.", retry=True, never_arrived=True),
        Fault("21611", "The number's queue is full.", retry=True, never_arrived=True),
        Fault("30001", "Twilio's queue ran over.", retry=True, again_after_receipt=1),
        Fault("20003", f"Twilio refuses the credentials. {_CONSOLE}", halts=True),
        Fault("20404", f"Twilio does not know this account. {_CONSOLE}", halts=True),
        Fault("21408", f"Texts to this country are switched off. {_CONSOLE}", halts=True),
        Fault("21606", f"The clinic's number cannot send texts. {_CONSOLE}", halts=True),
        Fault("21659", f"The clinic's number is not in this account. {_CONSOLE}", halts=True),
        Fault("30002", "The Twilio account is suspended. Write to Twilio.", halts=True),
        Fault("30034", f"The number is not registered for 10DLC. {_CONSOLE}", halts=True),
        Fault("21608", "A trial account texts verified numbers only. Upgrade it."),
        Fault("21211", "That is no phone number. Correct it.", unreachable=True),
        Fault("21612", "No route to this number. Email or call instead.", unreachable=True),
        Fault("21614", "This number takes no texts. Email or call instead.", unreachable=True),
        Fault("21635", "A landline. Email or call instead.", unreachable=True),
        Fault("30005", "The number is unknown. Ask the patient.", unreachable=True),
        Fault("30006", "A landline or a carrier out of reach. Email or call.", unreachable=True),
        Fault("21610", "The patient has opted out of texts.", opted_out=True),
        Fault("30610", "Held back: the recipient's quiet hours.", retry=True),
        Fault("30640", "Blocked by Twilio as a known litigator. Do not text this number."),
        Fault("30003", "The phone was off or out of reach.", again_after_receipt=2),
        Fault("30008", "Lost on the way, the carrier does not say why.", again_after_receipt=1),
        Fault("30004", "Blocked by the recipient's phone or carrier. Call instead."),
        Fault("30007", "Filtered by the carrier. Look at the words and the registration."),
        Fault("30036", "It was too late to deliver it."),
        Fault("30450", "Blocked by Twilio's fraud guard. Look at the account."),
    )
}


def fault_of(code: str) -> Fault:
    """The policy of one error code; an unknown code is a refusal that a person should read."""
    known = _FAULTS.get(code)
    return known or Fault(code or "unknown", f"Twilio refused it with error {code or 'unknown'}.")


def said(status: str, error_code: str = "") -> Said:
    """What a status word (and, on failure, its code) says of a message."""
    word = _WORDS.get(status.lower())
    if word != "failed":
        return Said(word)
    fault = fault_of(error_code)
    # A receipt speaks of a message that Twilio had: only its own policy may send another.
    return Said(word, replace(fault, retry=False, never_arrived=False))

"""Twilio's default stop filter: single words, per pair of numbers, with its own replies.

https://help.twilio.com/articles/223134027 and the change of 14 May 2025 (REVOKE, OPTOUT). Only
a text that is nothing but the word counts: "STOP please" and "OPT OUT" pass.
"""

_STOP = frozenset(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"))
_START = frozenset(("START", "YES", "UNSTOP"))
_HELP = frozenset(("HELP", "INFO"))

REPLIES = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(*, body: str, opted_out: bool) -> str | None:
    """STOP, START or HELP when the filter acts on this text, None when it lets it pass.

    An opted-out number hears nothing but the answer to START; YES means START only to it.
    """
    word = body.strip().upper()
    if word in _STOP:
        return None if opted_out else "STOP"
    if word in _START:
        return "START" if opted_out else None
    return "HELP" if word in _HELP and not opted_out else None

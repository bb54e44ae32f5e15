"""Hears a yes or no to the question whether breathing is hard, in English and Spanish.

YES to that question is a danger sign by itself, though the reply names none.
"""

import re
import unicodedata

_YES = frozenset(
    "yes|y|yeah|yep|yup|ya|yes i do|yes it is|yes a little|a little|a bit|yes a bit|little bit"
    "|kind of|kinda|some|sort of|both|si|s|si un poco|un poco|poquito|un poquito|algo|claro"
    "|si tengo|si me cuesta|las dos|los dos|maybe|i think so|creo que si|quizas|tal vez".split("|")
)
_NO = frozenset(
    "no|n|nope|nah|none|no thanks|no thank you|no problems|no trouble|not at all|nothing"
    "|not really|no not really|not that i know|no none|no im fine|no i am fine|negative"
    "|no gracias|nada|para nada|ninguno|ninguna|no nada".split("|")
)
_YES_FIRST = frozenset("yes yeah yep yup yea ya y si sip".split())
_NO_FIRST = frozenset("no n nope nah not none nothing nada ninguno ninguna".split())
# "Yes all good" is no yes.
_BUT_WELL = frozenset(
    "no not good fine ok okay well better great perfect normal easy bien mejor perfecto".split()
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def yes_or_no(words: str) -> bool | None:
    """Whether it is a yes, also one that goes on, or the whole of it a no; None for neither."""
    said = _plain(words)
    if said in _NO:
        return False
    first, *rest = said.split() or [""]
    if said in _YES or (first in _YES_FIRST and not _BUT_WELL & set(rest)):
        return True
    return None


def begins_with_no(words: str) -> bool:
    """Whether it is a no that goes on; what follows may still be anything."""
    return _plain(words).split(" ")[0] in _NO_FIRST


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold().replace("'", "").replace("’", ""))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", plain).strip()

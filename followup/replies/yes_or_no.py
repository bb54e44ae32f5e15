"""Hears a bare yes or no to the question whether breathing is hard, in English and Spanish.

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
    "no|n|nope|nah|none|no thanks|no thank you|no problems|no trouble|not at all|nothing|no gracias"
    "|nada|para nada|ninguno|ninguna|no nada|no none|no im fine|no i am fine|negative".split("|")
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def yes_or_no(words: str) -> bool | None:
    """Whether the whole message is a yes or a no; None where it says more, or neither."""
    letters = unicodedata.normalize("NFKD", words.casefold().replace("'", "").replace("’", ""))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    said = _NOT_LETTERS.sub(" ", plain).strip()
    if said in _YES:
        return True
    return False if said in _NO else None

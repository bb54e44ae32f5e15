"""Recognises the whole-message keywords STOP, START and HELP, in English and Spanish.

The words are those that 47 CFR 64.1200(a)(10) calls reasonable in themselves, and what patients
plainly send instead. A keyword inside a sentence is not a keyword: the reader weighs those.
"""

import re
import unicodedata
from enum import StrEnum


class Keyword(StrEnum):
    """What a whole-message keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


STOP_WORDS = frozenset(
    "stop|stopp|stpo|stip|stoop|st op|s t o p|stopall|stop all|unsubscribe|unsubcribe|unsuscribe"
    "|unsubscribed|unsubscribe me|cancel|end|quit|revoke|optout|opt out|opt me out|stop please"
    "|please stop|stop it|stop this|stop now|stop messages|stop texting|stop texts|stop msgs"
    "|please unsubscribe|unsubscribe please|remove|remove me|parar|pare|paren|alto|basta|ya basta"
    "|no mas|no mas mensajes|no mas textos|detener|cancelar suscripcion|dar de baja"
    "|darme de baja|desuscribir|desuscribirme|stop stop|stop stop stop|stop por favor"
    "|no more|no more texts|no more messages|quit please|end please|stop por fa".split("|")
)
START_WORDS = frozenset(
    "start|unstop|start again|restart|resubscribe|subscribe|opt in|optin|opt me in|start please"
    "|please start|comenzar|empezar|iniciar|reanudar|suscribir|suscribirme".split("|")
)
HELP_WORDS = frozenset(
    "help|info|ayuda|help please|please help|informacion|help me please|ayuda por favor"
    "|ayudenme por favor|help help".split("|")
)

# The words that Twilio's default filter answers by itself, so that a second confirmation would
# be one too many (REVOKE and OPTOUT since 14 May 2025; "OPT OUT" and "STOP PLEASE" are not caught).
# https://www.twilio.com/en-us/blog/update-to-fcc-s-sms-opt-out-keywords
PROVIDER_WORDS = frozenset(
    "stop stopall unsubscribe cancel end quit revoke optout start unstop yes help info".split()
)
LONGEST_KEYWORD = 60
NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def match(text: str) -> Keyword | None:
    """The keyword that the whole message is, whatever its case, accents, marks and emoji."""
    if len(text) > LONGEST_KEYWORD:
        return None
    words = _plain(text)
    for keyword, known in (
        (Keyword.STOP, STOP_WORDS),
        (Keyword.START, START_WORDS),
        (Keyword.HELP, HELP_WORDS),
    ):
        if words in known:
            return keyword
    return None


def caught_by_provider(text: str) -> bool:
    """Whether Twilio's own filter acts on and answers this message: one exact word, any case."""
    return text.strip().casefold() in PROVIDER_WORDS


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return NOT_LETTERS.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()

"""Takes out of a patient's words who they are: names, numbers, addresses and dates."""

import re
import unicodedata
from collections.abc import Iterable

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    "|septiembre|octubre|noviembre|diciembre"
)
_STREETS = "street|st|avenue|ave|road|rd|drive|dr|court|ct|lane|ln|boulevard|blvd|way|place|pl"
# In this order: an address or a date must not be taken to pieces as a number first.
# `3/4` may be a score, so only a date with its year is one.
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        (r"(?:https?://|www\.)\S{1,2000}", "[link]"),
        (r"[\w.+%-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,60}){1,4}", "[email]"),
        (r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\b", "[date]"),
        (rf"\b(?:{_MONTHS})\.? {{1,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {{1,3}}\d{{4}})?", "[date]"),
        (rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of| de)? {{1,3}}(?:{_MONTHS})\b", "[date]"),
        (rf"\b\d{{1,6}} {{1,3}}(?:[\w.]{{1,30}} {{1,3}}){{1,3}}(?:{_STREETS})\b\.?", "[address]"),
        (r"[+(]?\d(?:[().\s-]{0,3}\d){6,14}", "[phone]"),
        (r"\b\d{3}[-.]\d{4}\b", "[phone]"),
        (r"\d{5,}", "[number]"),
        (r"\b(?:9\d|1[01]\d)(?= ?-?(?:years?|yrs?|yo|año|anos))", "[age]"),
        (
            r"(?P<before>\b(?i:this is|my name is|name is|name:|i am|i'm|soy|me llamo|habla"
            r"|regards,|sincerely,|atentamente,|saludos,|thanks,|yours,|cheers,|best,|warmly,|cordially,)"
            r"\s{1,3})(?-i:(?:(?:Mrs?|Ms|Dr|Sra?|Srta)\.? )?[A-ZÁÉÍÓÚÑ][\w'-]{1,30}"
            r"(?: [A-ZÁÉÍÓÚÑ][\w.'-]{0,30}){0,2})",
            r"\g<before>[name]",
        ),
    )
)
# Not the words that were put there.
_PARTS = re.compile(r"(?<!\[)\b[^\W\d_]+")
_SHORTEST = 2


def masked(words: str, *, names: Iterable[str]) -> str:
    """`words` without any part of these names, whatever its accents, and without any number that
    leads to somebody. Whom a patient names besides is not known: a person reads it after this."""
    for pattern, put in _PATTERNS:
        words = pattern.sub(put, words)
    known = {part for name in names for part in _parts(name)}
    return _PARTS.sub(lambda found: _unnamed(found.group(), known), words)


def _unnamed(word: str, known: set[str]) -> str:
    return "[name]" if _plain(word) in known else word


def _parts(name: str) -> set[str]:
    return {_plain(part) for part in _PARTS.findall(name) if len(part) >= _SHORTEST}


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

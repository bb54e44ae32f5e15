"""Patients are found by the beginnings of their names, which the database knows only as indexes."""

import re
import unicodedata

from django.db.models import QuerySet

from followup.clinic.models import Patient
from followup.lib.crypto import blind_index

# One letter would tell a thief the letters of a name by how often each index occurs.
_SHORTEST = 2
_LONGEST = 12
_BREAK = re.compile(r"[^\w]+|_")


def index_of_name(first: str, last: str) -> list[str]:
    """The blind indexes by which somebody of this name is found."""
    beginnings = {part for word in (*_words(first), *_words(last)) for part in _beginnings(word)}
    return sorted(_index(part) for part in beginnings)


def search(*, queryset: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Those of `queryset` whose name has a word that begins with each word of `text`."""
    words = [word for word in _BREAK.split(_plain(text)) if word]
    longer = [word for word in words if len(word) >= _SHORTEST]
    if not words:
        return queryset.none()
    return queryset.filter(name_index__contains=[_index(w[:_LONGEST]) for w in longer or words])


def set_name(*, patient: Patient, first: str, last: str) -> None:
    """Give the patient this name, on the row that the caller then saves."""
    patient.first_name, patient.last_name = first.strip(), last.strip()
    patient.name_index = index_of_name(first, last)


def plain(name: str) -> str:
    """The words of a name in lower case without accents and marks, for comparing two."""
    return " ".join(part for part in _BREAK.split(_plain(name)) if part)


def _words(name: str) -> list[str]:
    """`O'Malley-Whitfield` is found as malley, omalley, whitfield and omalleywhit..."""
    letters = _plain(name)
    parts, spoken = _BREAK.split(letters), re.split(r"[\s-]+", letters)
    return [*parts, *(_BREAK.sub("", word) for word in (*spoken, letters))]


def _beginnings(word: str) -> list[str]:
    if len(word) < _SHORTEST:
        return [word] if word else []
    return [word[:size] for size in range(_SHORTEST, min(len(word), _LONGEST) + 1)]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _index(beginning: str) -> str:
    return blind_index(beginning, purpose="name")

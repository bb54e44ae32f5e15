"""Which words a clinic has: each kind by channel and language, and what has fallen behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from followup.clinic.models import Clinic, Language
from followup.messaging.catalog import Entry
from followup.messaging.places import Standing, all_standings


@dataclass(frozen=True, slots=True)
class Cell:
    """One place; `is_stale` where the English has been changed since, and this has not."""

    standing: Standing
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Row:
    """All places of one kind."""

    entry: Entry
    cells: tuple[Cell, ...]


def rows(*, clinic: Clinic) -> list[Row]:
    """Every kind of message, in the catalog's order."""
    found = []
    for _, group in groupby(all_standings(clinic=clinic), key=lambda one: one.place.name):
        standings = list(group)
        cells = tuple(Cell(one, is_stale(one, beside=standings)) for one in standings)
        found.append(Row(standings[0].place.entry, cells))
    return found


def is_stale(standing: Standing, *, beside: Sequence[Standing]) -> bool:
    """Whether the English words on the same channel are newer than these translated ones."""
    if standing.place.language == Language.EN:
        return False
    english = next(
        one
        for one in beside
        if (one.place.channel, one.place.language) == (standing.place.channel, Language.EN)
    )
    if english.changed_at is None:
        return False
    return standing.changed_at is None or standing.changed_at < english.changed_at

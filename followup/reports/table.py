"""A table of figures: what a report's page, its chart and its CSV are all drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

Cell = str | int | float | None


class Unit(StrEnum):
    """What the cells of a column are; SHARE is a part of 1, HOURS and MINUTES are lengths."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    SCORE = "score"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what its cells are."""

    heading: str
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; a cell of None is not known, which is not zero."""

    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def column(self, position: int) -> list[Cell]:
        """All the cells of one column."""
        return [row[position] for row in self.rows]

    def lines(self) -> Iterator[list[str]]:
        """For a CSV: plain numbers, a share as a part of 1, nothing where nothing is known."""
        yield [str(column.heading) for column in self.columns]
        for row in self.rows:
            yield ["" if cell is None else _plain(cell) for cell in row]


def share(part: int, whole: int) -> float | None:
    """The part of the whole; not known where there is no whole."""
    return part / whole if whole else None


def _plain(cell: str | float) -> str:
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)

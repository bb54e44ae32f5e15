"""A figure with its median and spread, as a line of JSON and as a row of a table; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one bench measured: one value a round, and what it is compared with."""

    bench: str
    unit: str
    values: Sequence[float]
    # By its name, such as of_limit: this figure's median as a part of that one's.
    beside: Mapping[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return median(self.values)

    def as_json(self) -> str:
        """One line for a machine; `spread` is from the lowest to the highest round."""
        told = {
            "bench": self.bench,
            "unit": self.unit,
            "median": rounded(self.median),
            "spread": [rounded(min(self.values)), rounded(max(self.values))],
            "rounds": len(self.values),
            **{name: rounded(value) for name, value in self.beside.items()},
        }
        return json.dumps(told)

    def as_row(self) -> tuple[str, str, str, str]:
        """The same for a person."""
        spread = f"{rounded(min(self.values)):g} - {rounded(max(self.values)):g}"
        beside = ", ".join(
            f"{name.replace('_', ' ')} {rounded(value):g}" for name, value in self.beside.items()
        )
        return self.bench, f"{rounded(self.median):g} {self.unit}", spread, beside


def table(figures: Sequence[Figure]) -> str:
    """All of them, in columns."""
    rows = [("bench", "median", "spread", "beside"), *(figure.as_row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def rounded(value: float) -> float:
    """Three digits that count; more would pretend."""
    return value if isinstance(value, int) else float(f"{value:.3g}")

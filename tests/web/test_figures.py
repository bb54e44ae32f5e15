"""Figures as people read them."""

import pytest

from followup.reports.table import Cell
from followup.web.templatetags.figures import as_figure


@pytest.mark.parametrize(
    ("cell", "unit", "words"),
    [
        (21 / 27, "share", "77.8 %"),
        (1.0, "share", "100 %"),
        (0.0, "share", "0 %"),
        (0.0004, "share", "0.0 %"),
        (None, "share", "-"),
        (12345, "count", "12,345"),
        (4.0, "score", "4"),
        (4.26, "score", "4.3"),
        (26.5, "hours", "26 h"),
        (9.96, "minutes", "10.0 min"),
        ("low_back", "text", "Low back"),
        ("12-36 h", "text", "12-36 h"),
    ],
)
def test_a_figure_is_rounded_and_never_cut(cell: Cell, unit: str, words: str) -> None:
    assert as_figure(cell, unit) == words

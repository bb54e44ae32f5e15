"""A chart as a page shows it: drawn for a wide and a narrow place, in words, and as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from followup.web.charts.drawing import drawn


@dataclass(frozen=True, slots=True)
class Size:
    """So many units of the drawing, which are pixels where it has the room."""

    wide: int
    high: int

    @property
    def is_narrow(self) -> bool:
        return self.wide < WIDE.wide


WIDE, NARROW = Size(860, 300), Size(330, 250)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All of one chart, for web/parts/chart.html; only one of the two drawings is ever seen."""

    title: str
    summary: str
    wide: SafeString
    narrow: SafeString
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    # What each mark means: the name of its shape, and words.
    key: Sequence[tuple[str, str]] = ()


def picture(
    *,
    name: str,
    title: str,
    summary: str,
    draw: Callable[[Size], Any],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    key: Sequence[tuple[str, str]] = (),
) -> Picture:
    """Draw the pygal chart that `draw` makes for each size; `name` is unique on its page."""
    return Picture(
        title=title,
        summary=summary,
        wide=drawn(draw(WIDE), name=f"{name}-wide", title=title, summary=summary),
        narrow=drawn(draw(NARROW), name=f"{name}-narrow", title=title, summary=summary),
        columns=columns,
        rows=rows,
        key=key,
    )


def settings_of(size: Size, **more: Any) -> dict[str, Any]:
    """What every chart of ours tells pygal: no styles, no scripts, no legend of its own."""
    return {
        "css": [],
        "js": [],
        "no_prefix": True,
        "width": size.wide,
        "height": size.high,
        "show_legend": False,
        "spacing": 8,
        "margin": 6,
        **more,
    }

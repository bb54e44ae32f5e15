"""Charts for reports: bars, lines over time, and the spread of a score by hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from followup.web.charts.drawing import marked
from followup.web.charts.expected import Band, outline
from followup.web.charts.picture import Picture, Size, picture, settings_of
from followup.web.charts.plotting import XY, HorizontalBar


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, how long it is, and the same as it is read, such as 71 %."""

    label: str
    value: float
    told: str = ""

    @property
    def words(self) -> str:
        return self.told or f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle half of all scores so many hours after needling, and their median."""

    hours: float
    low: float
    median: float
    high: float
    n: int


def bars(
    *, name: str, title: str, summary: str, values: Sequence[Bar], columns: tuple[str, str]
) -> Picture:
    """Bars from left to right, each with its label at the left; in the order given."""
    return picture(
        name=name,
        title=title,
        summary=summary,
        draw=lambda size: _bars(size, values),
        columns=columns,
        rows=[(bar.label, bar.words) for bar in values],
    )


def lines(
    *,
    name: str,
    title: str,
    summary: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    columns: Sequence[str],
) -> Picture:
    """Up to four lines over the same labels; None leaves a gap. Told apart by mark, too."""
    marks = ("dot", "square", "triangle", "diamond")
    return picture(
        name=name,
        title=title,
        summary=summary,
        draw=lambda size: _lines(size, labels, series, marks),
        columns=columns,
        rows=[
            (label, *(_cell(values[index]) for _title, values in series))
            for index, label in enumerate(labels)
        ],
        key=[(f"line-{number}", words) for number, (words, _values) in enumerate(series)],
    )


def spread(
    *, name: str, title: str, summary: str, points: Sequence[Spread], band: Band = ()
) -> Picture:
    """The median by hours since needling within its interquartile range, over the expected band."""
    return picture(
        name=name,
        title=title,
        summary=summary,
        draw=lambda size: _spread(size, points, band),
        columns=(_("Hours"), _("Median"), _("Middle half"), _("Answers")),
        rows=[
            (f"{p.hours:g}", f"{p.median:g}", f"{p.low:g} - {p.high:g}", str(p.n)) for p in points
        ],
        key=[
            ("dot", _("median")),
            ("range", _("middle half of the answers")),
            *([("band", _("expected"))] if band else []),
        ],
    )


def _bars(size: Size, values: Sequence[Bar]) -> Any:
    tall = Size(size.wide, 40 + 28 * len(values))
    longest = max((bar.value for bar in values), default=0) or 1
    chart = HorizontalBar(**settings_of(tall, range=(0, longest), truncate_label=24))
    # pygal draws a horizontal chart from below.
    chart.x_labels = [f"{bar.label}: {bar.words}" for bar in reversed(values)]
    chart.add("bars", [bar.value for bar in reversed(values)])
    return chart


def _lines(
    size: Size,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    marks: Sequence[str],
) -> Any:
    most = 4 if size.is_narrow else 10
    step = max(1, -(-len(labels) // most))
    highest = max((v for _title, values in series for v in values if v is not None), default=0)
    chart = XY(
        **settings_of(
            size,
            range=(0, highest or 1),
            xrange=(0, max(1, len(labels) - 1)),
            truncate_label=-1,
            max_scale=6,
            allow_interruptions=True,
            x_labels=[
                {"value": index, "label": label}
                for index, label in enumerate(labels)
                if index % step == 0
            ],
        )
    )
    for number, (mark, (title, values)) in enumerate(zip(marks, series, strict=False)):
        chart.add(
            f"line line-{number}",
            [
                (index, None)
                if value is None
                else marked(index, value, mark=mark, words=f"{title}, {labels[index]}: {value:g}")
                for index, value in enumerate(values)
            ],
        )
    return chart


def _spread(size: Size, points: Sequence[Spread], band: Band) -> Any:
    until = max((p.hours for p in points), default=72.0)
    until = max(until, band[-1].ends) if band else until
    chart = XY(
        **settings_of(
            size,
            range=(0, 10),
            xrange=(0, until),
            y_labels=[0, 2, 4, 6, 8, 10],
            x_labels=[{"value": h, "label": f"{h} h"} for h in range(0, int(until) + 1, 24)],
            truncate_label=-1,
        )
    )
    if band:
        chart.add("expected", outline(band), show_dots=False)
    half = [(p.hours, p.high) for p in points] + [(p.hours, p.low) for p in reversed(points)]
    chart.add("range", half, show_dots=False)
    chart.add("course", [_median(p) for p in points])
    return chart


def _median(point: Spread) -> dict[str, Any]:
    words = _("%(hours).0f h: median %(median)s of %(n)s answers") % {
        "hours": point.hours,
        "median": f"{point.median:g}",
        "n": point.n,
    }
    return marked(point.hours, point.median, mark="dot", words=words)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"

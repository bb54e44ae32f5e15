"""The picture of a report, drawn from its table."""

from collections.abc import Callable

from followup.reports.catalog import Chart, Look, Report
from followup.reports.figures.soreness import HOURS_OF_POINTS
from followup.reports.table import Cell, Table
from followup.web.charts import figures
from followup.web.charts.expected import expected
from followup.web.charts.figures import Bar, Spread
from followup.web.charts.picture import Picture
from followup.web.templatetags.figures import as_figure


def picture_of(report: Report, table: Table) -> Picture | None:
    """None where a picture would say no more than the table, or there is nothing to draw."""
    if report.chart is None or not table.rows:
        return None
    return _DRAWN[report.chart.look](report, report.chart, table)


def _bars(report: Report, chart: Chart, table: Table) -> Picture:
    (position,) = chart.figures
    column = table.columns[position]
    values = [
        Bar(
            as_figure(row[0], "text"), _number(row[position]), as_figure(row[position], column.unit)
        )
        for row in table.rows
    ]
    heading = str(column.heading)
    return figures.bars(
        name=report.slug,
        title=f"{report.title}: {heading}",
        summary=str(report.tells),
        values=values,
        columns=(str(table.columns[0].heading), heading),
    )


def _lines(report: Report, chart: Chart, table: Table) -> Picture:
    headings = [str(table.columns[position].heading) for position in chart.figures]
    return figures.lines(
        name=report.slug,
        title=str(report.title),
        summary=str(report.tells),
        labels=[str(cell) for cell in table.column(0)],
        series=[
            (heading, [_number(cell) for cell in table.column(position)])
            for heading, position in zip(headings, chart.figures, strict=True)
        ],
        columns=[str(table.columns[0].heading), *headings],
    )


def _spread(report: Report, chart: Chart, table: Table) -> Picture:
    return figures.spread(
        name=report.slug,
        title=str(report.title),
        summary=str(report.tells),
        points=[_point(row, chart) for row in table.rows],
        band=expected(),
    )


def _point(row: tuple[Cell, ...], chart: Chart) -> Spread:
    count, low, median, high = (_number(row[position]) for position in chart.figures)
    hours = HOURS_OF_POINTS[str(row[0])]
    return Spread(hours=hours, low=low, median=median, high=high, n=int(count))


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


_DRAWN: dict[Look, Callable[[Report, Chart, Table], Picture]] = {
    Look.BARS: _bars,
    Look.LINES: _lines,
    Look.SPREAD: _spread,
}

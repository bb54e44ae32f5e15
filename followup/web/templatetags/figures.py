"""Figures as people read them: shares in percent, lengths of time in words."""

from collections.abc import Callable
from datetime import timedelta

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from followup.reports.table import Cell, Column, Unit
from followup.web.phrases import lasted, region

register = template.Library()
_UNKNOWN = "-"


@register.filter
def as_figure(cell: Cell, unit: str) -> str:
    """One cell of a table; a dash where nothing is known."""
    if cell is None:
        return _UNKNOWN
    return _text(cell) if isinstance(cell, str) else _WRITTEN[Unit(unit)](cell)


@register.simple_tag
def cells(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[tuple[Cell, Column]]:
    """Each cell of a row with its column."""
    return list(zip(row, columns, strict=True))


def _count(count: float) -> str:
    return number_format(count, 0, force_grouping=True)


def _share(part: float) -> str:
    percent = part * 100
    places = 0 if percent == int(percent) else 1
    return f"{_rounded(percent, places)} %"


def _score(score: float) -> str:
    return _rounded(score, 0 if score == int(score) else 1)


def _rounded(number: float, places: int) -> str:
    """Django's own function cuts off what does not fit."""
    return number_format(round(number, places), places)


def _hours(hours: float) -> str:
    return lasted(timedelta(hours=hours))


def _minutes(minutes: float) -> str:
    return _("%(n)s min") % {"n": _rounded(minutes, 1)}


def _text(words: str) -> str:
    return region(words) if words.isidentifier() else words


_WRITTEN: dict[Unit, Callable[[float], str]] = {
    Unit.TEXT: str,
    Unit.COUNT: _count,
    Unit.SHARE: _share,
    Unit.SCORE: _score,
    Unit.HOURS: _hours,
    Unit.MINUTES: _minutes,
}

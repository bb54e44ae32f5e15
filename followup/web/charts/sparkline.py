"""A course of a few scores in the width of a word, with what was expected behind it.

Drawn by hand: pygal takes 3 ms for one, and the review list has a hundred.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from followup.web.charts.expected import Band, most_at, outline

_WIDE, _HIGH, _EDGE = 96, 30, 5
_TOP = 10
_SIZE, _NEWEST = 2.5, 4

Scores = tuple[tuple[float, int], ...]


def sparkline(*, scores: Sequence[tuple[float, int]], band: Band, now: int = -1) -> SafeString:
    """Soreness by hours since needling, oldest first; empty where there is no score.

    `now`: which score is the one that the row is about; it is drawn larger. A score above the band
    is a triangle, so that its colour is not all that tells.
    """
    if not scores:
        return SafeString()
    return _drawn(tuple(scores), band, now % len(scores), _words(scores, band))


def _words(scores: Iterable[tuple[float, int]], band: Band) -> str:
    """Soreness: 5 after 24 h (at most 6 expected), 4 after 72 h (at most 3 expected)."""
    told = (
        _("%(score)s after %(hours).0f h (at most %(most)s expected)")
        % {"score": score, "hours": hours, "most": most_at(band, hours)}
        for hours, score in scores
    )
    return _("Soreness: %(told)s") % {"told": ", ".join(told)}


@lru_cache(maxsize=2048)
def _drawn(scores: Scores, band: Band, now: int, words: str) -> SafeString:
    longest = max(band[-1].ends, *(hours for hours, _score in scores))
    marks = (
        (_mark(hours, score, longest, above=score > most_at(band, hours), newest=index == now),)
        for index, (hours, score) in enumerate(scores)
    )
    return format_html(
        '<svg class="chart sparkline" viewBox="0 0 {} {}" width="{}" height="{}" role="img">'
        '<title>{}</title><path class="expected" d="{}Z"/><path class="course" d="{}"/>{}</svg>',
        *(_WIDE, _HIGH, _WIDE, _HIGH, words),
        _path(outline(band), longest),
        _path(scores, longest),
        format_html_join("", "{}", marks),
    )


def _path(points: Iterable[tuple[float, int]], longest: float) -> str:
    placed = (_place(hours, score, longest) for hours, score in points)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in placed)


def _place(hours: float, score: int, longest: float) -> tuple[float, float]:
    x = _EDGE + hours / longest * (_WIDE - 2 * _EDGE)
    y = _EDGE + (1 - score / _TOP) * (_HIGH - 2 * _EDGE)
    return round(x, 1), round(y, 1)


def _mark(hours: float, score: int, longest: float, *, above: bool, newest: bool) -> SafeString:
    x, y = _place(hours, score, longest)
    size = _NEWEST if newest else _SIZE
    if not above:
        return format_html('<circle class="dot" cx="{}" cy="{}" r="{}"/>', x, y, size)
    corners = f"M{x:g} {y - size:g}L{x + size:g} {y + size:g}L{x - size:g} {y + size:g}Z"
    return format_html('<path class="dot above" d="{}"/>', corners)

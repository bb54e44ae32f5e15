"""One patient's soreness over time, treatment by treatment, against what was to be expected."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.web.charts.drawing import marked
from followup.web.charts.expected import Band, most_at, outline
from followup.web.charts.picture import Picture, Size, picture, settings_of
from followup.web.charts.plotting import XY
from followup.web.moments import moment_of_year

_DAY = timedelta(days=1)
# So much of the past is drawn; all of it stands in the table.
_DRAWN, _DRAWN_NARROW = timedelta(days=70), timedelta(days=28)
# Above 10, where no score lies, is what else happened; a call often follows on the urgent at once.
_LANES = {"urgent": 12.4, "call": 11.2, "opt_out": 11.2}
_TOP = 13.0
# A date under the axis takes so many units.
_LABEL_WIDE = 58
_MARKS = {"urgent": "diamond", "call": "square", "opt_out": "cross"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Needling:
    """One treatment, and the band of the course that is expected after it."""

    at: datetime
    region: str
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a patient answered; `of` is the treatment it is about; `bruise` in words, or empty."""

    at: datetime
    of: Needling
    soreness: int | None = None
    bruise: str = ""

    @property
    def hours(self) -> float:
        """Since the needling."""
        return (self.at - self.of.at).total_seconds() / 3600

    @property
    def is_above(self) -> bool:
        """More than was to be expected by then."""
        return self.soreness is not None and self.soreness > most_at(self.of.band, self.hours)


@dataclass(frozen=True, slots=True)
class Event:
    """What else happened; `kind` is urgent, call or opt_out."""

    at: datetime
    kind: str
    words: str


def course(
    *,
    needlings: Sequence[Needling],
    scores: Sequence[Score],
    events: Sequence[Event] = (),
    at: datetime,
    name: str = "course",
) -> Picture:
    """The whole course until `at`: the newest weeks drawn, all of it in the table."""
    return picture(
        name=name,
        title=_("Soreness over time"),
        summary=_summary(needlings, scores),
        draw=lambda size: _draw(size, needlings, scores, events, at),
        columns=(
            _("When"),
            _("What"),
            _("After needling"),
            _("Soreness"),
            _("Expected"),
            _("Bruise"),
        ),
        rows=_rows(needlings, scores, events),
        key=_key(scores, events),
    )


def _draw(
    size: Size,
    needlings: Sequence[Needling],
    scores: Sequence[Score],
    events: Sequence[Event],
    at: datetime,
) -> Any:
    begins, ends = _span(size, needlings, at)
    shown = [needling for needling in needlings if begins <= needling.at <= ends]
    chart = XY(
        **settings_of(
            size,
            xrange=(0, _days(ends, begins)),
            range=(0, _TOP),
            y_labels=[0, 2, 4, 6, 8, 10],
            x_labels=_dates(size, shown, begins, ends),
            truncate_label=-1,
        )
    )
    for needling in shown:
        _add_needling(chart, needling, shown, scores, begins, ends)
    bruised = [score for score in scores if score.bruise and score.soreness is not None]
    chart.add("bruised", list(_bruises(bruised, begins, ends)), stroke=False)
    chart.add("events", list(_events(events, begins, ends)), stroke=False)
    return chart


def _span(size: Size, needlings: Sequence[Needling], at: datetime) -> tuple[datetime, datetime]:
    """From half a day before the first treatment that has room until the last band ends."""
    longest = _DRAWN_NARROW if size.is_narrow else _DRAWN
    last = max((needling.at for needling in needlings), default=at)
    ends = max(last + 4 * _DAY, min(at, last + longest / 3))
    first = min(
        (each.at for each in needlings if each.at > ends - longest), default=ends - 7 * _DAY
    )
    return first - _DAY / 2, ends


def _add_needling(
    chart: Any,
    needling: Needling,
    shown: Sequence[Needling],
    scores: Iterable[Score],
    begins: datetime,
    ends: datetime,
) -> None:
    """The band until the next treatment, a line where it was needled, and its scores joined."""
    x = _days(needling.at, begins)
    until = min((each.at for each in shown if each.at > needling.at), default=ends)
    band = [
        (min(x + hours / 24, _days(until, begins)), most) for hours, most in outline(needling.band)
    ]
    chart.add("expected", band, show_dots=False)
    chart.add("needled", [(x, 0), (x, _TOP)], show_dots=False)
    answered = [s for s in scores if s.of is needling and s.soreness is not None and s.at <= ends]
    chart.add("course", [_point(score, begins) for score in answered])


def _point(score: Score, begins: datetime) -> dict[str, Any]:
    mark = "triangle" if score.is_above else "dot"
    return marked(_days(score.at, begins), score.soreness or 0, mark=mark, words=_told(score))


def _bruises(scores: Iterable[Score], begins: datetime, ends: datetime) -> Iterator[dict[str, Any]]:
    for score in scores:
        if begins <= score.at <= ends:
            place = _days(score.at, begins), score.soreness or 0
            yield marked(*place, mark="frame", words=f"{_told(score)}, {score.bruise}")


def _events(events: Iterable[Event], begins: datetime, ends: datetime) -> Iterator[dict[str, Any]]:
    for event in events:
        if begins <= event.at <= ends:
            words = f"{moment_of_year(timezone.localtime(event.at))}: {event.words}"
            place = _days(event.at, begins), _LANES[event.kind]
            yield marked(*place, mark=_MARKS[event.kind], words=words)


def _told(score: Score) -> str:
    return _("%(when)s: soreness %(score)s") % {
        "when": moment_of_year(timezone.localtime(score.at)),
        "score": score.soreness,
    }


def _dates(
    size: Size, shown: Iterable[Needling], begins: datetime, ends: datetime
) -> list[dict[str, Any]]:
    """The dates of the treatments first, then of other days where there is room between."""
    gap = _days(ends, begins) * _LABEL_WIDE / size.wide
    midnight = timezone.localtime(begins).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = [needling.at for needling in shown]
    wanted += [midnight + count * _DAY for count in range(1, int(_days(ends, begins)) + 1)]
    placed: dict[str, float] = {}
    for instant in wanted:
        x, label = _days(instant, begins), dateformat.format(timezone.localtime(instant), "M j")
        if label not in placed and all(abs(x - other) >= gap for other in placed.values()):
            placed[label] = x
    return [{"value": x, "label": label} for label, x in placed.items()]


def _days(instant: datetime, begins: datetime) -> float:
    return (instant - begins) / _DAY


def _summary(needlings: Sequence[Needling], scores: Sequence[Score]) -> str:
    answered = [score for score in scores if score.soreness is not None]
    count = len(needlings)
    treated = ngettext("%(n)s treatment", "%(n)s treatments", count) % {"n": count}
    if not answered:
        return _("%(treated)s, and no score yet.") % {"treated": treated}
    newest = max(answered, key=lambda score: score.at)
    return _(
        "%(treated)s. The newest score is %(score)s, %(hours).0f hours after needling, where at "
        "most %(most)s is expected. Above what is expected: %(above)s of %(scores)s."
    ) % {
        "treated": treated,
        "scores": len(answered),
        "score": newest.soreness,
        "hours": newest.hours,
        "most": most_at(newest.of.band, newest.hours),
        "above": sum(score.is_above for score in answered),
    }


def _rows(
    needlings: Iterable[Needling], scores: Iterable[Score], events: Iterable[Event]
) -> list[tuple[str, ...]]:
    """Everything by its time, the newest first."""
    lines = [
        *((each.at, (_("Treated: %(region)s") % {"region": each.region}, "", "", "", ""))
          for each in needlings),
        *((score.at, _row(score)) for score in scores),
        *((event.at, (event.words, "", "", "", "")) for event in events),
    ]  # fmt: skip
    newest_first = sorted(lines, key=lambda line: line[0], reverse=True)
    return [(moment_of_year(timezone.localtime(when)), *words) for when, words in newest_first]


def _row(score: Score) -> tuple[str, ...]:
    after = _("%(hours).0f h") % {"hours": score.hours}
    if score.soreness is None:
        return _("Answer"), after, "", "", score.bruise
    most = most_at(score.of.band, score.hours)
    said = _("%(score)s, above expected") if score.is_above else "%(score)s"
    expected = _("at most %(most)s") % {"most": most}
    return _("Answer"), after, said % {"score": score.soreness}, expected, score.bruise


def _key(scores: Sequence[Score], events: Sequence[Event]) -> list[tuple[str, str]]:
    """What the marks that are there mean, and no others."""
    kinds = {event.kind for event in events}
    lines = [
        ("band", _("expected"), True),
        ("needled", _("treatment"), True),
        ("dot", _("as expected"), any(not score.is_above for score in scores)),
        ("triangle", _("above expected"), any(score.is_above for score in scores)),
        ("frame", _("bruise"), any(score.bruise for score in scores)),
        ("diamond", _("urgent"), "urgent" in kinds),
        ("square", _("called"), "call" in kinds),
        ("cross", _("wants no messages"), "opt_out" in kinds),
    ]
    return [(mark, words) for mark, words, is_there in lines if is_there]

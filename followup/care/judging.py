"""What is wrong with the stops of a protocol, or worth a second look, as codes; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from followup.care.draft_stops import FIRST_ASKED, DraftStop, in_order
from followup.care.examples import Example

# Around the chest a needle can reach the lung, and that shows hours later.
NEAR_THE_LUNG = frozenset(
    {"neck", "shoulder", "upper_back", "mid_back", "scapula", "rib", "chest", "thorax"}
)
_DAY = 24 * 60
_MOST_STOPS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one stop, or about all where `slug` is empty; `grave` keeps it unpublished.

    `others`: the slugs or reasons that belong to it; `count`: how many of what the code says.
    """

    code: str
    slug: str = ""
    others: tuple[str, ...] = ()
    count: int = 0
    grave: bool = False


def judged(
    *, stops: Sequence[DraftStop], examples: Sequence[Example], regions: Iterable[str]
) -> list[Finding]:
    """Everything, what keeps it from being published first."""
    found = [*_problems(stops), *_warnings(stops, examples, frozenset(regions))]
    return sorted(found, key=lambda finding: not finding.grave)


def _problems(stops: Sequence[DraftStop]) -> Iterator[Finding]:
    if not stops:
        yield Finding("no_stops", grave=True)
    if len(stops) > _MOST_STOPS:
        yield Finding("too_many_stops", count=_MOST_STOPS, grave=True)
    for stop in stops:
        yield from _wrong_with(stop)
    ordered = in_order(stops)
    for stop, following in pairwise(ordered):
        if (stop.anchor, stop.minutes) == (following.anchor, following.minutes):
            yield Finding("same_time", following.slug, (stop.slug,), grave=True)


def _wrong_with(stop: DraftStop) -> Iterator[Finding]:
    first = FIRST_ASKED.get(stop.kind)
    if first and stop.asks[:1] != (first,):
        yield Finding("asks_first", stop.slug, (first,), grave=True)
    if stop.asks and not first:
        yield Finding("asks_nothing", stop.slug, grave=True)
    if stop.nudge_days and not stop.asks:
        yield Finding("nudge_without_question", stop.slug, grave=True)
    if not stop.channels:
        yield Finding("no_channel", stop.slug, grave=True)
    yield from _wrong_time(stop)


def _wrong_time(stop: DraftStop) -> Iterator[Finding]:
    if (stop.anchor == "next_visit") != (stop.kind == "next_visit"):
        yield Finding("wrong_anchor", stop.slug, grave=True)
    elif stop.anchor == "next_visit" and stop.offset_days >= 0:
        yield Finding("not_before_visit", stop.slug, grave=True)
    elif stop.anchor == "treatment" and stop.minutes < 0:
        yield Finding("before_treatment", stop.slug, grave=True)
    if stop.kind == "safety_check" and stop.minutes >= _DAY:
        yield Finding("not_the_same_evening", stop.slug, grave=True)


def _warnings(
    stops: Sequence[DraftStop], examples: Sequence[Example], regions: frozenset[str]
) -> Iterator[Finding]:
    near = sorted(regions & NEAR_THE_LUNG)
    if near and not any(stop.kind == "safety_check" for stop in stops):
        yield Finding("no_breathing_check", others=tuple(near))
    if any(not stop.asks for stop in stops if stop.kind == "check_in") or not any(
        stop.kind == "check_in" for stop in stops
    ):
        yield Finding("no_check_in")
    for stop in stops:
        if stop.nudge_days and (sooner := _asks_before_the_nudge(stop, stops)):
            yield Finding("nudge_never", stop.slug, (sooner.slug,))
        yield from _tried_out(stop, examples)


def _asks_before_the_nudge(stop: DraftStop, stops: Sequence[DraftStop]) -> DraftStop | None:
    """The next check-in, where it comes before a nudge of this one could go."""
    nudge = stop.minutes + stop.nudge_days * _DAY
    return next(
        (
            other
            for other in stops
            if other.kind == "check_in" and stop.minutes < other.minutes <= nudge + 2 * 60
        ),
        None,
    )


def _tried_out(stop: DraftStop, examples: Sequence[Example]) -> Iterator[Finding]:
    lines = [line for example in examples for line in example.lines if line.slug == stop.slug]
    left_out = [line.left_out for line in lines if line.left_out]
    over = sum(line.gives_way for line in lines)
    if left_out:
        yield Finding("left_out", stop.slug, tuple(dict.fromkeys(left_out)), len(left_out))
    if over:
        yield Finding("over_the_cap", stop.slug, count=over)

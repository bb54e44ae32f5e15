"""The expected course after needling, as the stretches of a band that a chart draws."""

from collections.abc import Iterator
from dataclasses import dataclass

from followup.replies.triage import STANDARD, Rules, expected_band

# Three days of course, and the day after.
UNTIL = 96.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """From so many hours after needling until so many, the least and most soreness expected."""

    begins: float
    ends: float
    least: int
    most: int


Band = tuple[Stretch, ...]


def expected(*, region: str | None = None, until: float = UNTIL, rules: Rules = STANDARD) -> Band:
    """The band from the needling on, in stretches of one height each; triage judges by the same."""
    return tuple(_stretches(region, until, rules))


def most_at(band: Band, hours: float) -> int:
    """The most soreness that is expected so long after needling; past the band, its end counts."""
    return next((part.most for part in band if hours < part.ends), band[-1].most)


def outline(band: Band) -> list[tuple[float, int]]:
    """The corners of the band's shape, in hours and score: along the top, and back below."""
    top = [(hours, part.most) for part in band for hours in (part.begins, part.ends)]
    below = [(hours, part.least) for part in band for hours in (part.begins, part.ends)]
    return [*top, *reversed(below)]


def _stretches(region: str | None, until: float, rules: Rules) -> Iterator[Stretch]:
    begins = 0.0
    for ends, _ in rules.expected_most:
        least, most = expected_band(begins, region, rules)
        yield Stretch(begins, min(ends, until), least, min(most, rules.attention_from - 1))
        begins = ends
        if begins >= until:
            return

"""Reads labelled replies, compares with what the label says, and reports every miss."""

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from followup.care import regions
from followup.replies.reader import Asked, Intent, Reading, read
from followup.replies.reader.lexicon import Lexicon
from followup.replies.triage import Urgency, Verdict, judge

Row = Mapping[str, Any]
NOT_JUDGED = frozenset({Intent.ANSWER, Intent.THANKS, Intent.OTHER})
A_DAY = 24.0
# An urgent reply whose label does not say which danger sign it carries.
NOT_NAMED = "(not named)"
ORDER = (Urgency.URGENT, Urgency.ATTENTION, Urgency.ROUTINE)


class RowError(ValueError):
    """A row that cannot be read: it says which field is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled reply beside what was read of it, and how long that took."""

    row: Row
    reading: Reading
    verdict: Verdict
    seconds: float

    @property
    def wanted(self) -> Urgency:
        return Urgency(self.row["triage"])

    def misses(self) -> list[str]:
        """What was read otherwise than labelled, in words; empty when all is right."""
        found = []
        if self.verdict.urgency != self.wanted:
            found.append(f"triage {self.verdict.urgency}, not {self.wanted}")
        if self.reading.soreness != self.row["soreness"]:
            found.append(f"soreness {self.reading.soreness}, not {self.row['soreness']}")
        if self.reading.bruising != self.row["bruising"]:
            found.append(f"bruising {self.reading.bruising}, not {self.row['bruising']}")
        if judged(self.reading.intents) != judged(self.row["intent"]):
            found.append(f"intent {list(self.reading.intents)}, not {self.row['intent']}")
        return found


def judged(intents: Sequence[str]) -> set[str]:
    """The intents that count: answer, thanks and other are noted but not judged."""
    return set(intents) - NOT_JUDGED


def outcome(row: Row, *, extended: Lexicon | None = None) -> Outcome:
    """Reads and judges one row in the form of the labelling guide."""
    text = row.get("text")
    if not isinstance(text, str):
        raise RowError('no "text" to read')
    region = _region(row.get("region"))
    asked = str(row.get("asked") or "aftercare")
    started = time.perf_counter()
    reading = read(
        text,
        lang=str(row.get("lang") or "en"),
        asked=asked,
        channel=str(row.get("channel") or "sms"),
        region=region,
        has_media=bool(row.get("has_media")),
        extended=extended,
    )
    thinned = row.get("anticoagulant")
    verdict = judge(
        reading,
        asked=asked,
        region=region,
        hours_after=_hours(row.get("hours_after")),
        anticoagulant=thinned if isinstance(thinned, bool) else None,
    )
    return Outcome(row, reading, verdict, time.perf_counter() - started)


def _region(named: object) -> str | None:
    """One that is not known is any: no danger sign is left out because of it."""
    return regions.known(named) if isinstance(named, str) else None


def _hours(after: object) -> float:
    """A day where it is not said, or is no time."""
    try:
        hours = float(after) if isinstance(after, int | float | str) else A_DAY
    except (ValueError, OverflowError):
        return A_DAY
    return hours if math.isfinite(hours) else A_DAY


def answer(row: Row, *, extended: Lexicon | None = None) -> dict[str, object]:
    """What `followup read` writes for one row."""
    found = outcome(row, extended=extended)
    return {
        "id": row.get("id"),
        "soreness": found.reading.soreness,
        "bruising": found.reading.bruising,
        "intent": list(found.reading.intents),
        "triage": found.verdict.urgency,
        "reasons": [reason.words for reason in found.verdict.reasons],
        "spans": [[span.start, span.end, span.what] for span in found.reading.spans],
        "confidence": found.reading.confidence,
    }


def report(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of `followup evaluate-reader`: confusion, flags, misses, figures."""
    read("")  # loads the vocabulary, so that no reply is charged with it
    found = [outcome(row) for row in rows]
    yield from _confusion(found)
    yield from _flags(found)
    yield from _misses(found)
    yield json.dumps(figures(found))


def _confusion(found: Sequence[Outcome]) -> Iterator[str]:
    counts = Counter((one.wanted, one.verdict.urgency) for one in found)
    yield "triage        " + "".join(f"{'read ' + read_as:>17}" for read_as in ORDER)
    for wanted in ORDER:
        yield f"is {wanted:<11}" + "".join(f"{counts[wanted, read_as]:>17}" for read_as in ORDER)
    yield ""


def _flags(found: Sequence[Outcome]) -> Iterator[str]:
    """Recall of each danger sign: of the urgent replies that carry it, how many were found."""
    carrying: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        if one.wanted is Urgency.URGENT:
            for name in _carried(one.row):
                carrying[name].append(one)
    yield f"{'danger sign':<26}{'replies':>8}{'urgent':>8}{'named':>8}"
    for name, those in sorted(carrying.items()):
        urgent = sum(one.verdict.urgency is Urgency.URGENT for one in those)
        named = sum(name in {flag.name for flag in one.reading.flags} for one in those)
        yield f"{name:<26}{len(those):>8}{urgent:>8}{named:>8}"
    yield ""


def _carried(row: Row) -> list[str]:
    """The danger signs of a labelled reply: its `flags`, else those that its `why` names."""
    labelled = row.get("flags")
    if isinstance(labelled, list) and labelled:
        return [str(name) for name in labelled]
    named = read(str(row.get("why") or ""), asked=Asked.AFTERCARE, region=row.get("region"))
    return [flag.name for flag in named.flags] or [NOT_NAMED]


def _misses(found: Sequence[Outcome]) -> Iterator[str]:
    for one in found:
        if misses := one.misses():
            reasons = "; ".join(reason.words for reason in one.verdict.reasons)
            yield f"{one.row.get('id')}  {'; '.join(misses)}"
            yield f"    {one.row['text']!r} ({one.row.get('asked')}; {one.row.get('why', '')})"
            yield f"    read as: {reasons}"
    yield ""


def figures(found: Sequence[Outcome]) -> dict[str, float | int]:
    """The figures of the reader on labelled replies, as shares of 1."""
    urgent = [one for one in found if one.wanted is Urgency.URGENT]
    person = [one for one in found if one.wanted is not Urgency.ROUTINE]
    routine = [one for one in found if one.wanted is Urgency.ROUTINE]
    stops = [one for one in found if Intent.OPT_OUT in one.row["intent"]]
    speed = sorted(one.seconds for one in found) or [0.0]
    return {
        "replies": len(found),
        "urgent_recall": _share(urgent, lambda one: one.verdict.urgency is Urgency.URGENT),
        "person_read_as_routine": _share(
            person, lambda one: one.verdict.urgency is Urgency.ROUTINE
        ),
        "routine_held_up": _share(routine, lambda one: one.verdict.urgency is not Urgency.ROUTINE),
        "routine_read_as_urgent": _share(
            routine, lambda one: one.verdict.urgency is Urgency.URGENT
        ),
        "triage_right": _share(found, lambda one: one.verdict.urgency == one.wanted),
        "soreness_exact": _share(found, lambda one: one.reading.soreness == one.row["soreness"]),
        "bruising_exact": _share(found, lambda one: one.reading.bruising == one.row["bruising"]),
        "intents_exact": _share(
            found, lambda one: judged(one.reading.intents) == judged(one.row["intent"])
        ),
        "opt_out_found": _share(stops, lambda one: Intent.OPT_OUT in one.reading.intents),
        "false_opt_outs": sum(
            Intent.OPT_OUT in one.reading.intents and Intent.OPT_OUT not in one.row["intent"]
            for one in found
        ),
        "milliseconds_p50": round(speed[len(speed) // 2] * 1000, 3),
        "milliseconds_p99": round(speed[int(len(speed) * 0.99)] * 1000, 3),
    }


def _share(found: Sequence[Outcome], is_so: Callable[[Outcome], bool]) -> float:
    return round(sum(map(is_so, found)) / len(found), 4) if found else 1.0

"""Throws random sources at the renderer and the linter, and looks at what they make of them.

    python -m tests.messaging.fuzz --count 1000000 [--seed 7]

Each source ends as words or as a TemplateError, in less than a tenth of a second of the processor,
and nothing of Python shows in the words. The suite runs a few thousand of them each time.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from followup.messaging import catalog, lint, render
from tests.messaging.payloads import BOMBS, ESCAPES

TEMPLATES = Path(__file__).parents[2] / "templates"
CATALOG = catalog.read(TEMPLATES / "catalog.toml")
ENTRY = CATALOG.entries["aftercare"]
VARIABLES = {name: CATALOG.variables[name].usual["en"] for name in ENTRY.variables}
LONGEST_SECONDS = 0.1
# What would show if a source got at an object: its repr, or a secret of the settings.
TRACES = ("<class", "<built-in", "<function", "<module", "<bound", " object at 0x", "c2FuZGJveC1ma")
_PIECES = (
    *("{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", " ", "\n", "|", "(", ")", "[", "]", "."),
    *("~", "**", "*", "//", "%", "'", '"', "\\", "==", "=", "!=", ",", ":", "é", "😀", "\x00"),
    *("first_name", "clinic_name", "area", "region", "region_group", "condition", "neutral"),
    *("nobody", "upper", "lower", "trim", "capitalize", "default('x')", "attr('__class__')"),
    *(" if ", " elif ", " else ", "endif", " for ", " in ", "endfor", " set ", " raw ", "endraw"),
    *(" is ", " not ", " and ", " or ", "import ", "include ", "macro m()", "call ", "filter "),
    *("__class__", "__mro__", "__globals__", "__builtins__", "self", "loop", "cycler", "namespace"),
    *("range(9)", "99999999", "0x", "1e9", "knee", "'leg'", "STOP", "911", "http://bit.ly/x"),
    *("{{ first_name }}", "{% if neutral %}", "{% elif region == 'knee' %}", "{% else %}"),
    *("{% endif %}", "\u202e", "\ufeff", "\u2019", "**bold**", "- a\n", "<script>", "[a](b)"),
)


@dataclass
class Outcome:
    """What became of all of them; `slow` and `traces` are what must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)


def run(*, count: int, seed: int) -> Outcome:
    """`count` sources, the same ones for the same seed."""
    outcome, dice = Outcome(), random.Random(seed)
    for source in sources(dice, count):
        began = time.thread_time()
        for words in _made_of(source, dice, outcome.counts):
            if any(trace in words for trace in TRACES if trace not in source):
                outcome.traces.append(source)
        took = time.thread_time() - began
        outcome.slowest = max(outcome.slowest, took)
        if took > LONGEST_SECONDS and _is_slow_again(source, dice):
            outcome.slow.append(source)
    return outcome


def sources(dice: random.Random, count: int) -> Iterator[str]:
    """Pieces of templates, shipped templates and known escapes with changes, and any characters."""
    seeds = [*ESCAPES, *BOMBS, *_shipped()]
    for _ in range(count):
        kind = dice.random()
        if kind < 0.45:
            yield "".join(dice.choices(_PIECES, k=dice.randint(1, 60)))
        elif kind < 0.85:
            yield _changed(dice.choice(seeds), dice)
        else:
            ends = dice.choices((0x80, 0xD800, 0x110000), k=dice.randint(1, 80))
            yield "".join(chr(dice.randrange(end)) for end in ends)


def _changed(source: str, dice: random.Random) -> str:
    """With some pieces put in, and some characters taken out or doubled."""
    for _ in range(dice.randint(1, 6)):
        at, until = sorted(dice.randint(0, len(source)) for _ in "ab")
        until = min(until, at + 30)
        piece = dice.choice(("", dice.choice(_PIECES), source[at:until] * 2))
        source = source[:at] + piece + source[until if dice.random() < 0.5 else at :]
    return source


def _made_of(source: str, dice: random.Random, counts: Counter[str]) -> Iterator[str]:
    """The words by text and by email; each twentieth is looked over by the linter, too."""
    for channel in ("sms", "email"):
        try:
            words = render.render(source=source, variables=VARIABLES, channel=channel)
        except render.TemplateError as error:
            counts["refused"] += 1
            words = str(error)
        else:
            counts["rendered"] += 1
        yield words
    if dice.random() < 0.05:
        counts["looked over"] += 1
        yield from _findings(source)


def _findings(source: str) -> Iterator[str]:
    found = lint.lint(
        source=source,
        entry=ENTRY,
        catalog=CATALOG,
        channel="sms",
        language="en",
        neutral=False,
    )
    for finding in found:
        yield finding.words


def _is_slow_again(source: str, dice: random.Random) -> bool:
    """Whatever else the machine did then, it hardly does twice more."""
    best = LONGEST_SECONDS * 2
    for again in range(1, 3):
        began = time.thread_time()
        # Another source for the cache, and the same one to anybody else.
        list(_made_of(source + " " * again, dice, Counter()))
        best = min(best, time.thread_time() - began)
    return best > LONGEST_SECONDS


def _shipped() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.j2"))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    asked = parser.parse_args()
    began = time.monotonic()
    outcome = run(count=asked.count, seed=asked.seed)
    print(f"seed {asked.seed}: {asked.count} sources in {time.monotonic() - began:.0f} s")
    print(f"{dict(outcome.counts)}, slowest {outcome.slowest * 1000:.1f} ms")
    for name, found in (("over 100 ms", outcome.slow), ("showed Python", outcome.traces)):
        print(f"{len(found)} {name}")
        for source in found[:5]:
            print(f"    {source!r}")
    return 1 if outcome.slow or outcome.traces else 0


if __name__ == "__main__":
    sys.exit(main())

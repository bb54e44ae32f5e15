"""`followup bench [--quick] [--only NAME ...]`: measure, and print what was measured."""

import argparse
import importlib
import sys
import time

from followup.sandbox.bench.figures import Figure, table
from followup.sandbox.bench.ground import ground

_QUICK = ("pipeline", "backlog", "scale", "reader")
BENCHES = ("pipeline", "backlog", "scale", "inbound", "alert", "memory", "pages", "reader")


def bench(arguments: list[str]) -> int:
    """Each figure as a line of JSON when it is known, and all of them as a table at the end."""
    wish = _parsed(arguments)
    began = time.monotonic()
    figures: list[Figure] = []
    with ground(quick=wish.quick) as standing:
        for name in wish.only or (_QUICK if wish.quick else BENCHES):
            run = importlib.import_module(f"followup.sandbox.bench.{name}").run
            for figure in run(standing):
                print(figure.as_json(), flush=True)
                figures.append(figure)
            print(f"{name}: {time.monotonic() - began:.0f} s so far", file=sys.stderr)
    print(f"\n{table(figures)}", flush=True)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="followup bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="the first few, in fewer rounds of less"
    )
    parser.add_argument("--only", action="append", choices=BENCHES, help="this bench alone")
    return parser.parse_args(arguments)

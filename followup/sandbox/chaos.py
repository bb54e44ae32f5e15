"""`followup chaos [--seed N] [--quick]`: break what can break while texts go out, then count."""

import argparse
import importlib
import json
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from followup.sandbox.chaos_plan import Plan, plan
from followup.sandbox.house import House, HouseError, house

# 16:59:50 in Denver; ten seconds later the hours end in New York and begin in Tokyo.
_BEGINS = datetime(2026, 3, 3, 23, 59, 50, tzinfo=UTC)
# Time to found the clinics and to wait for the first tick.
_BEFORE = timedelta(hours=1)
_NUMBERS = [f"+1719555010{place}" for place in range(4)]
_MUST_BE_ZERO = ("lost", "duplicates", "unexpected", "after_stop", "outside_window", "over_cap")
_SHORT = {
    "LEASE_SECONDS": "6",
    "TWILIO_TOTAL_SECONDS": "2",
    "UNKNOWN_ASK_AFTER_SECONDS": "1.5",
    "RECOVER_SECONDS": "1",
    "SWEEP_SECONDS": "1",
    "TICK_SECONDS": "0.5",
    "POLL_SECONDS": "3",
}
# The defaults of settings.py; the house is quicker by itself.
_SHIPPED = {"TICK_SECONDS": "5", "SWEEP_SECONDS": "60"}
_SANDBOX = {
    "SANDBOX_NUMBERS": ",".join(_NUMBERS),
    "SANDBOX_OPT_OUT": "off",
    "SANDBOX_PACE": "0.05",
}


def chaos(arguments: list[str]) -> int:
    """One run; its last line is JSON, and the exit code is 0 only where nothing went wrong."""
    wish = _parsed(arguments)
    course = plan(seed=wish.seed, quick=wish.quick)
    print(f"seed {course.seed}: {len(course.acts)} acts in {course.seconds:.0f} s", flush=True)
    began = time.monotonic()
    try:
        with house(ports=None, **_SANDBOX, **(_SHIPPED if wish.shipped else _SHORT)) as running:
            found = _run(running, course, 600 if wish.shipped else 60, began)
    except (HouseError, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 2
    found["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(found), flush=True)
    return int(any(found[name] for name in _MUST_BE_ZERO))


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="followup chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))  # noqa: S311
    parser.add_argument("--quick", action="store_true", help="a quarter of a minute of chaos")
    parser.add_argument(
        "--shipped", action="store_true", help="with the waits of a real installation; takes long"
    )
    return parser.parse_args(arguments)


def _run(running: House, course: Plan, patience: float, began: float) -> dict[str, object]:
    """Play and judge in this process, which knows the house's rows as the house does."""
    _set_clock(Path(running.env["FOLLOWUP_CLOCK_FILE"]), _BEGINS - _BEFORE)
    os.environ.update(running.env)
    django.setup()
    played = importlib.import_module("followup.sandbox.chaos_course")
    _say(f"the house is up after {time.monotonic() - began:.1f} s")
    found, lines = played.play(
        house=running,
        plan=course,
        numbers=_NUMBERS,
        begins=_BEGINS,
        patience=patience,
        say=_say,
    )
    for line in lines:
        _say(line)
    return dict(found)


def _set_clock(file: Path, instant: datetime) -> None:
    file.write_text(str(instant.timestamp() - time.time()), encoding="ascii")


def _say(line: str) -> None:
    print(line, flush=True)

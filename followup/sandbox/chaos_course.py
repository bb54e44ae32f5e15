"""One run of chaos from the founding of the clinics to the verdict; needs Django to be set up."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from followup.lib import clock, pulse
from followup.sandbox import chaos_acts, chaos_judge
from followup.sandbox.chaos_acts import Course
from followup.sandbox.chaos_plan import Plan
from followup.sandbox.house import House
from followup.sandbox.remote import Remote

_PATIENCE = 60.0


def play(
    *,
    house: House,
    plan: Plan,
    numbers: list[str],
    begins: datetime,
    patience: float,
    say: Callable[[str], None],
) -> tuple[dict[str, Any], list[str]]:
    """The figures of the run, and a line for each thing that is not as it should be."""
    clinics = chaos_acts.found(numbers=numbers, at=clock.now())
    patients = chaos_acts.enrol(plan=plan, clinics=clinics, at=clock.now())
    _wait_for_a_tick()
    clock.move((begins - clock.now()).total_seconds())
    course = Course(house, Remote(house.phones_url), clinics, patients)
    began = time.monotonic()
    say("and ticks; the chaos begins")
    chaos_acts.carry_out(course=course, plan=plan)
    chaos_acts.mend(course=course)
    say(f"the chaos took {time.monotonic() - began:.1f} s; now everything is up again")
    left = chaos_judge.wait_for_calm(course=course, patience=patience)
    say(f"calm after {time.monotonic() - began:.1f} s")
    found, lines = chaos_judge.figures(course=course, plan=plan, left=left)
    if lines and (folder := os.environ.get("CHAOS_LOGS")):
        _keep_logs(house, Path(folder))
    return found, lines


def _wait_for_a_tick() -> None:
    """The worker is there: what is killed before it ever ran proves nothing."""
    deadline = time.monotonic() + _PATIENCE
    while pulse.since() is None:
        if time.monotonic() > deadline:
            raise TimeoutError("No worker has looked for work yet.")
        time.sleep(0.1)


def _keep_logs(house: House, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for log in (*house.folder.glob("*.log"), *house.folder.glob("journal.jsonl")):
        (folder / log.name).write_bytes(log.read_bytes())

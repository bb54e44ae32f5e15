"""What web, worker and beat keep in memory together: idle, and after many messages."""

import os
import time
from pathlib import Path

from followup.clinic.models import Clinic
from followup.messaging.models import Message
from followup.sandbox.bench import seeding
from followup.sandbox.bench.figures import Figure
from followup.sandbox.bench.ground import NOON, Ground
from followup.sandbox.bench.homes import home
from followup.sandbox.house import CLINIC_NUMBER, House

_PATIENCE = 900.0
_FIRST, _MANY = 1_000, 50_000


def run(ground: Ground) -> list[Figure]:
    """Pages that several processes share are counted once; `resident` counts them for each.

    With the first messages each process comes to pages of its own; what grows after that would go
    on growing, and is told apart.
    """
    with home() as house:
        practice = seeding.practice(at=NOON)
        Clinic.objects.filter(pk=practice.clinic.pk).update(sms_number=CLINIC_NUMBER)
        time.sleep(3)
        idle, resident = _held(house, "Pss"), _held(house, "Rss")
        warm = _after(_FIRST, house, practice)
        figures = [
            Figure(bench="memory.idle", unit="MB", values=[idle], beside={"resident": resident}),
            Figure(
                bench="memory.warm", unit="MB", values=[warm], beside=_growth(warm, idle, _FIRST)
            ),
        ]
        if not ground.quick:
            after = _after(_MANY, house, practice)
            beside = {**_growth(after, idle, _MANY), "growth_since_warm": after / warm - 1}
            figures.append(Figure(bench="memory.after", unit="MB", values=[after], beside=beside))
    return figures


def _after(messages: int, house: House, practice: seeding.Practice) -> float:
    present = Message.objects.count()
    seeding.due(practice=practice, people=messages - present, at=NOON)
    _wait_until_sent(messages)
    return _held(house, "Pss")


def _growth(held: float, idle: float, messages: int) -> dict[str, float]:
    return {"growth": held / idle - 1, "messages": messages}


def _wait_until_sent(messages: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while Message.objects.filter(accepted_at__isnull=False).count() < messages:
        if time.monotonic() > deadline:
            raise TimeoutError("The house does not send.")
        time.sleep(0.5)


def _held(house: House, what: str) -> float:
    """Megabytes of the three and of all that they started, as the kernel counts them."""
    groups = {process.pid for process in (house.web, house.worker, house.beat)}
    return sum(_kilobytes(pid, what) for pid in _processes() if _group(pid) in groups) / 1e3


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _kilobytes(pid: int, what: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))

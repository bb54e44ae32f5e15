"""The clock, read once at the edge and passed inwards; in the sandbox it can be moved forward.

`now` is the clinic's time and may be moved: due times, windows and hours since needling live on
it. `machine_now` never moves: leases, timeouts and waits for a provider live on it (or on the
database's own clock), so that a moved clock ends no work that is still under way.
"""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CLOCK_FILE = "FOLLOWUP_CLOCK_FILE"
_lock = threading.Lock()
_seen: tuple[int, timedelta] = (-1, timedelta())


def now() -> datetime:
    """The time by which patients are treated and texted, in UTC."""
    return machine_now() + offset()


def machine_now() -> datetime:
    """The time of this machine, in UTC, whatever the sandbox says."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the sandbox has moved the clock; nothing where FOLLOWUP_CLOCK_FILE is not set."""
    path = os.environ.get(_CLOCK_FILE)
    return _offset_in(path) if path else timedelta()


def move(seconds: float) -> datetime:
    """Move the sandbox's clock by `seconds` for every process, and return the new time."""
    path = Path(os.environ[_CLOCK_FILE])
    with _lock:
        moved = _read(path) + timedelta(seconds=seconds)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(str(moved.total_seconds()), encoding="ascii")
        fresh.replace(path)
    return now()


def _offset_in(path: str) -> timedelta:
    global _seen  # noqa: PLW0603 - one cache for the process, refreshed when the file changes
    try:
        changed = Path(path).stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if _seen[0] != changed:
        _seen = (changed, _read(Path(path)))
    return _seen[1]


def _read(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta()

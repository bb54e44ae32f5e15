"""Cleans up after private servers whose owner is gone; a script of its own, of nothing but stdlib.

    python keeper.py FOLDER OWNER_PID

Runs beside the owner, in a session of its own so that Ctrl-C does not reach it. An owner that ends
well removes FOLDER itself; one that was killed leaves that, and the servers in it, to us.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

# How to stop each at once: PostgreSQL takes its children along, Valkey has none.
SIGNALS = {
    "postgres/postmaster.pid": signal.SIGQUIT,
    "valkey/valkey.pid": signal.SIGKILL,
}
_PAUSE = 0.2
_PATIENCE = 5.0


def main(folder: Path, owner: int) -> None:
    while folder.exists() and os.getppid() == owner:
        time.sleep(_PAUSE)
    deadline = time.monotonic() + _PATIENCE
    for name, how in SIGNALS.items():
        while (pid := _running(folder, name)) is not None:
            os.kill(pid, how if time.monotonic() < deadline else signal.SIGKILL)
            time.sleep(_PAUSE)
    shutil.rmtree(folder, ignore_errors=True)


def _running(folder: Path, name: str) -> int | None:
    pid = _pid(folder / name)
    return pid if pid is not None and _is_ours(pid, folder) else None


def _pid(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_ours(pid: int, folder: Path) -> bool:
    """A number in a stale file may since belong to a stranger; ours work inside the folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder)
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _exists(pid)
    except PermissionError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

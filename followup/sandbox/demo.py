"""`followup demo`: the whole system on this machine, with patients in mid-course, until Ctrl-C."""

import signal
import sys
import threading
import time
import types

from followup.sandbox.demo_words import ADMIN, FRONT_DESK, PAGE, PASSWORD, THERAPIST
from followup.sandbox.house import House, HouseError, free_of, house

_PORTS = {"web": 8000, "sandbox": 8026, "smtp": 8025}


def demo(_arguments: list[str]) -> int:
    """Start the house, run three days, print where everything is, and wait."""
    stopped = threading.Event()
    _on_signals(stopped)
    print("Starting PostgreSQL, Valkey, web, worker, beat and sandbox ...", flush=True)
    began = time.monotonic()
    try:
        with house(ports=free_of(_PORTS)) as running:
            if running.run("tell-story", "--days", "3", "--into-today"):
                return 1
            print(PAGE.format(**_words(running, time.monotonic() - began)), flush=True)
            _wait(running, stopped)
    except HouseError as error:
        print(error, file=sys.stderr)
        return 1
    print("All stopped; nothing is left running and nothing was kept.")
    return 0


def _wait(running: House, stopped: threading.Event) -> None:
    """Until Ctrl-C, or until a process ends by itself."""
    while not stopped.wait(1):
        for process in running.processes:
            process.check()


def _words(running: House, seconds: float) -> dict[str, object]:
    return {
        "seconds": seconds,
        "web": running.web_url,
        "phones": running.phones_url,
        "therapist": THERAPIST,
        "admin": ADMIN,
        "desk": FRONT_DESK,
        "password": PASSWORD,
    }


def _on_signals(stopped: threading.Event) -> None:
    def stop(_number: int, _frame: types.FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)

"""What every bench stands on: durable servers, the stub provider, clinics, the clock at noon."""

import contextlib
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command

from followup.sandbox import embedded
from followup.sandbox.house import Process

# Noon in Denver, on a Tuesday: every window is open.
NOON = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where the processes of a bench find each other."""

    folder: Path
    env: dict[str, str]
    quick: bool


@contextlib.contextmanager
def ground(*, quick: bool) -> Iterator[Ground]:
    """Everything up, and this process set up with Django in the midst of it."""
    folder = Path(tempfile.mkdtemp(prefix="followup-bench-")).resolve()
    try:
        with embedded.servers(durable=True) as servers, _stub(folder) as url:
            env = {**os.environ, **_environment(folder, servers, url)}
            (folder / "clock").write_text(str(NOON.timestamp() - time.time()), encoding="ascii")
            os.environ.update(env)
            django.setup()
            call_command("migrate", verbosity=0)
            yield Ground(folder=folder, env=env, quick=quick)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, servers: embedded.Servers, url: str) -> dict[str, str]:
    return {
        "PYTHONUNBUFFERED": "1",
        "SANDBOX": "yes",
        "DJANGO_SETTINGS_MODULE": "followup.settings",
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "PUBLIC_BASE_URL": "https://followup.example.com",
        "FOLLOWUP_CLOCK_FILE": str(folder / "clock"),
        "LOG_LEVEL": "WARNING",
        "TWILIO_API_URL": url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 31 + "1",
        "TWILIO_AUTH_TOKEN": "0" * 32,
        # The engine is to be the limit, not the contract with the carriers.
        "SMS_PER_SECOND": "1000000",
    }


@contextlib.contextmanager
def _stub(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "followup.sandbox.bench.stub", str(port)]
    stub = Process("stub", command, dict(os.environ), folder / "stub.log")
    stub.start()
    try:
        wait_for(port, stub)
        yield f"http://127.0.0.1:{port}"
    finally:
        stub.stop()


def wait_for(port: int, process: Process) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        process.check()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"{process.name} does not answer: {process.last_words()}")


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

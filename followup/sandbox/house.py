"""The whole system on this machine: private servers, web, worker, beat and sandbox, as processes.

What runs is what production runs; only the addresses differ. Everything stops with its owner.
"""

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from followup.sandbox import embedded

_PATIENCE = 40.0
_PARENT_DEATH_SIGNAL = 1
CLINIC_NUMBER = "+17195550100"


class HouseError(RuntimeError):
    """A process that does not come up; the text shows its last words."""


@dataclass
class Process:
    """One process of the house; killed and started again it is the same to everybody else."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        """The process that was started, and the group of all that it starts; None when stopped."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_the_owner,  # noqa: PLW1509 - one call, no locks
            )

    def kill(self) -> None:
        """SIGKILL to it and to all that it started."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to stop; after a while, insist."""
        self._end(signal.SIGTERM)

    def check(self) -> None:
        """Raise when it has ended by itself."""
        if self._child is not None and self._child.poll() is not None:
            raise HouseError(f"{self.name} has ended: {self.last_words()}")

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def _end(self, how: signal.Signals) -> None:
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, how)
        try:
            self._child.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._child = None


@dataclass
class House:
    """Where everything is, and the environment in which all of it runs."""

    folder: Path
    servers: embedded.Servers
    env: dict[str, str]
    web: Process
    worker: Process
    beat: Process
    sandbox: Process

    @property
    def web_url(self) -> str:
        """Where staff sign in."""
        return self.env["PUBLIC_BASE_URL"]

    @property
    def phones_url(self) -> str:
        """The page of phones."""
        return self.env["TWILIO_API_URL"]

    @property
    def processes(self) -> tuple[Process, ...]:
        """In the order in which they start."""
        return self.sandbox, self.web, self.worker, self.beat

    def run(self, *arguments: str, said: str | None = None) -> int:
        """One command of `followup` in this environment, told `said`; its exit code."""
        command = [sys.executable, "-m", "followup", *arguments]
        done = subprocess.run(command, env=self.env, input=said, text=True, check=False)  # noqa: S603
        return done.returncode

    def start(self) -> None:
        """Migrate, then start every process and wait until the pages answer."""
        if self.run("migrate", "--verbosity", "0"):
            raise HouseError("The database could not be migrated; the lines above say why.")
        for process in self.processes:
            process.start()
        self._wait(f"{self.phones_url}/control/clock", self.sandbox)
        self._wait(f"{self.web_url}/accounts/login/", self.web)

    def stop(self) -> None:
        """Stop them all, the last to start first."""
        for process in reversed(self.processes):
            process.stop()

    def _wait(self, url: str, process: Process) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            process.check()
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise HouseError(f"{process.name} does not answer: {process.last_words()}")


@contextlib.contextmanager
def house(*, ports: Mapping[str, int] | None = None, **env: str) -> Iterator[House]:
    """A house on free ports (or those of `ports`: web, sandbox, smtp), gone afterwards.

    `env` adds to or changes the environment of its processes.
    """
    folder = Path(tempfile.mkdtemp(prefix="followup-house-")).resolve()
    try:
        with embedded.servers() as servers:
            built = _built(folder, servers, ports or {}, env)
            try:
                built.start()
                yield built
            finally:
                built.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _built(
    folder: Path, servers: embedded.Servers, ports: Mapping[str, int], extra: Mapping[str, str]
) -> House:
    env = _environment(folder, servers, ports) | dict(extra)
    here = [sys.executable, "-m"]
    celery = [*here, "celery", "-A", "tasks"]
    bound = env["PUBLIC_BASE_URL"].removeprefix("http://")
    commands = {
        "web": [
            *here, "gunicorn", "followup.wsgi", "--bind", bound, "--workers", "2",
            "--threads", "4", "--preload", "--worker-tmp-dir", str(folder), "--no-control-socket",
        ],
        "worker": [
            *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "beat": [*here, "tasks.beat"],
        "sandbox": [*here, "followup.sandbox"],
    }  # fmt: skip
    processes = {
        name: Process(name, command, env, folder / f"{name}.log")
        for name, command in commands.items()
    }
    return House(folder=folder, servers=servers, env=env, **processes)


def _environment(
    folder: Path, servers: embedded.Servers, ports: Mapping[str, int]
) -> dict[str, str]:
    web, sandbox, smtp = (
        str(ports.get(name) or _free_port()) for name in ("web", "sandbox", "smtp")
    )
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TWILIO")}
    base = f"http://127.0.0.1:{web}"
    credentials = {
        "account": "AC" + "0" * 31 + "1",
        "token": secrets.token_hex(16),
        "mail": f"postmark:{secrets.token_hex(8)}",
    }
    return {
        **inherited,
        **_of_the_product(folder, servers, base, smtp, credentials),
        "TWILIO_API_URL": f"http://127.0.0.1:{sandbox}",
        **_of_the_sandbox(folder, base, credentials),
        "SANDBOX_HTTP": f"127.0.0.1:{sandbox}",
        "SANDBOX_SMTP": f"127.0.0.1:{smtp}",
    }


def _of_the_product(
    folder: Path,
    servers: embedded.Servers,
    base: str,
    smtp: str,
    credentials: Mapping[str, str],
) -> dict[str, str]:
    return {
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        "SANDBOX": "yes",
        "DJANGO_SETTINGS_MODULE": "followup.settings",
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "PUBLIC_BASE_URL": base,
        "FOLLOWUP_CLOCK_FILE": str(folder / "clock"),
        "BEAT_SCHEDULE_FILE": str(folder / "beat"),
        "PHOTO_ROOT": str(folder / "photos"),
        "STATIC_ROOT": str(folder),
        "LOG_LEVEL": "WARNING",
        "TWILIO_ACCOUNT_SID": credentials["account"],
        "TWILIO_AUTH_TOKEN": credentials["token"],
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": smtp,
        "INBOUND_EMAIL_DOMAIN": "reply.example.com",
        "ANYMAIL_WEBHOOK_SECRET": credentials["mail"],
        "TICK_SECONDS": "1",
        "SWEEP_SECONDS": "5",
        "SMS_PER_SECOND": "50",
        "EMAILS_PER_SECOND": "50",
    }


def _of_the_sandbox(folder: Path, base: str, credentials: Mapping[str, str]) -> dict[str, str]:
    return {
        "SANDBOX_JOURNAL": str(folder / "journal.jsonl"),
        "SANDBOX_ACCOUNT_SID": credentials["account"],
        "SANDBOX_AUTH_TOKEN": credentials["token"],
        "SANDBOX_NUMBERS": CLINIC_NUMBER,
        "SANDBOX_INBOUND_URL": f"{base}/twilio/inbound#rc=3&rp=all",
        "SANDBOX_EMAIL_INBOUND_URL": f"{base}/anymail/postmark/inbound/",
        "SANDBOX_PHONEBOOK": str(folder / "phonebook.json"),
        "SANDBOX_NEXT_DUE_URL": f"{base}/sandbox/next-due",
    }


def free_of(wanted: Mapping[str, int]) -> dict[str, int]:
    """The same ports, each exchanged for a free one where somebody has it already."""
    return {name: port if _is_free(port) else _free_port() for name, port in wanted.items()}


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_the_owner() -> None:
    """On Linux a process of the house does not outlive its owner, not even after a SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)

"""A running sandbox for tests: a process of its own on free ports, with its journal and clock."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twilio.rest import Client

ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "sandbox-auth-token"
OURS = "+17205550100"
ALICE = "+17205550101"


@dataclass
class Sandbox:
    """One sandbox process; `restart` after `kill` finds the same journal, ports and clock."""

    folder: Path
    http_port: int
    smtp_port: int
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    def start(self) -> None:
        """Start the process and wait until it answers."""
        environment = os.environ | {
            "SANDBOX_HTTP": f"127.0.0.1:{self.http_port}",
            "SANDBOX_SMTP": f"127.0.0.1:{self.smtp_port}",
            "SANDBOX_JOURNAL": str(self.journal),
            "SANDBOX_ACCOUNT_SID": ACCOUNT_SID,
            "SANDBOX_AUTH_TOKEN": AUTH_TOKEN,
            "FOLLOWUP_CLOCK_FILE": str(self.clock_file),
            **self.env,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "followup.sandbox"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        self._wait()

    def stop(self) -> None:
        """End it as a person would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word of warning."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it again on what its journal holds."""
        self.start()

    def control(self, path: str, wish: dict[str, Any] | None = None, *, method: str = "") -> Any:
        """Call the control interface: a GET, or a POST where there is something to say.

        Gives back the JSON; a mistake comes back as `{"error": ...}`.
        """
        request = urllib.request.Request(  # noqa: S310 - our own loopback
            f"{self.url}/control/{path}",
            data=None if wish is None else json.dumps(wish).encode(),
            method=method or ("GET" if wish is None else "POST"),
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            return json.load(refusal)

    def reset(self) -> None:
        """Forget all messages, mails and faults, and put the clock right."""
        self.control("reset", {})
        self.clock_file.unlink(missing_ok=True)

    def ledger(self) -> dict[str, Any]:
        """What the double saw."""
        return dict(self.control("ledger"))

    def settle(self, seconds: float = 5.0) -> dict[str, Any]:
        """Wait until no message moves and no webhook is owed."""
        return dict(self.control("settle", {"seconds": seconds}))

    def client(self) -> Client:
        """Twilio's own client, told only another base URL."""
        client = Client(ACCOUNT_SID, AUTH_TOKEN)
        client.api.base_url = self.url
        return client

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=10)
            self.process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                self.control("clock")
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError("the sandbox does not answer")


def start_sandbox(*, folder: Path, **env: str) -> Sandbox:
    """Start a sandbox whose files live in `folder`; `env` adds or changes SANDBOX_ variables."""
    sandbox = Sandbox(folder=folder, http_port=free_port(), smtp_port=free_port(), env=env)
    sandbox.start()
    return sandbox


@contextmanager
def running_sandbox(*, folder: Path, **env: str) -> Iterator[Sandbox]:
    """The same for a `with` block; the process is gone afterwards."""
    sandbox = start_sandbox(folder=folder, **env)
    try:
        yield sandbox
    finally:
        sandbox.kill()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

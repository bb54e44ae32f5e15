"""One private server process: started, stopped, killed and started again at the same address."""

import pwd
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 15.0
_PAUSE = 0.02


class ServerError(RuntimeError):
    """A private server that is not installed or does not come up; the text says what to do."""


@dataclass(frozen=True)
class Account:
    """Whom a server runs as; None is whoever we are."""

    user: int | None = None
    group: int | None = None

    @property
    def extra_groups(self) -> list[int] | None:
        return None if self.user is None else []

    @classmethod
    def named(cls, name: str) -> "Account":
        entry = pwd.getpwnam(name)
        return cls(user=entry.pw_uid, group=entry.pw_gid)


@dataclass(kw_only=True)
class Server:
    """`answers` raises while the server at `url` is not ready."""

    name: str
    url: str
    folder: Path
    command: list[str]
    answers: Callable[[str], object]
    account: Account
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it and wait until it answers."""
        deadline = time.monotonic() + _PATIENCE
        while (trouble := self._trouble()) is not None:
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} does not answer: {trouble}\n{self._last_words()}")
            time.sleep(_PAUSE)

    def stop(self) -> None:
        """Stop it in good order: what it knows is kept where it keeps anything."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL, as when the machine runs out of memory."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _trouble(self) -> Exception | None:
        """Why it does not answer yet, having started it where it does not even run."""
        if self._child is None or self._child.poll() is not None:
            # Also after a first try: what a kill left of the old server may hold on for a moment.
            self._child = self._spawned()
        try:
            self.answers(self.url)
        except Exception as trouble:  # noqa: BLE001 - whatever its driver calls "not yet"
            return trouble
        return None

    def _spawned(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own binaries
                self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the owner, who stops us in order
                user=self.account.user,
                group=self.account.group,
                extra_groups=self.account.extra_groups,
            )

    def _end(self, how: signal.Signals) -> None:
        if self._child is None:
            return
        self._child.send_signal(how)
        try:
            self._child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None

    @property
    def _log(self) -> Path:
        return self.folder.with_suffix(".log")

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

"""The append-only journal from which a killed sandbox rises with all that it saw."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Journal:
    """One JSON object a line, handed to the kernel before the sandbox acts on it.

    A write that the kernel has taken survives SIGKILL (not a power cut, which no test needs).
    """

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self._file = _opened(self._path) if self._path else None

    def records(self) -> Iterator[Record]:
        """Every whole record, oldest first."""
        if self._path is None:
            return
        with self._path.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield json.loads(line)

    def append(self, record: Record) -> None:
        """Write one record through to the operating system."""
        if self._file is not None:
            os.write(self._file, json.dumps(record, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    _mend_torn_end(path)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _mend_torn_end(path: Path) -> None:
    # A kill in the middle of a write leaves half a line: it was never acted on, so it goes.
    path.touch()
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)

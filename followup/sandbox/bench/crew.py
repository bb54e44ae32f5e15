"""Processes that play one part, round after round: a line of JSON in, a line of JSON out."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Wish = Mapping[str, Any]


class CrewError(RuntimeError):
    """A process of the bench that ended before its time."""


@dataclass
class Crew:
    """So many processes of one part, which begin each round together."""

    part: str
    members: list[subprocess.Popen[str]]

    def play(self, *wishes: Wish) -> list[dict[str, Any]]:
        """One round; the n-th wish is for the n-th process. What each of them says of it."""
        playing = self.members[: len(wishes)]
        for member, wish in zip(playing, wishes, strict=True):
            self._tell(member, wish)
        return [self._heard(member) for member in playing]

    def _tell(self, member: subprocess.Popen[str], wish: Wish) -> None:
        assert member.stdin is not None  # noqa: S101 - they are started with pipes
        member.stdin.write(json.dumps(wish) + "\n")
        member.stdin.flush()

    def _heard(self, member: subprocess.Popen[str]) -> dict[str, Any]:
        assert member.stdout is not None  # noqa: S101
        line = member.stdout.readline()
        if not line:
            raise CrewError(f"A process of the part {self.part!r} has ended; it says why above.")
        heard: dict[str, Any] = json.loads(line)
        return heard


@contextlib.contextmanager
def crew(*, part: str, size: int, env: Mapping[str, str]) -> Iterator[Crew]:
    """`size` processes that play followup.sandbox.bench.<part>, ready when this returns."""
    command = [sys.executable, "-m", "followup.sandbox.bench.player", part]
    members = [
        subprocess.Popen(  # noqa: S603 - our own program
            command, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(size)
    ]
    try:
        playing = Crew(part, members)
        for member in members:
            playing._heard(member)  # noqa: SLF001 - the word that it is ready
        yield playing
    finally:
        for member in members:
            member.kill()
            member.wait()


def seconds(told: list[dict[str, Any]]) -> float:
    """From the first to begin until the last to end, by the one clock that all of them share."""
    return float(max(each["ended"] for each in told) - min(each["began"] for each in told))

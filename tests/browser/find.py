"""Finds a Chromium for the browser tests, and fetches one where there is none.

    python -m tests.browser.find

prints its path; without one it says what to do and fails, so that no browser test is ever skipped
in silence.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = (
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
)
_QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
_HELP = """\
The browser tests need Chromium, and none was found or could be fetched. Do one of
  CHROMIUM=/path/to/chromium make test       a browser that you have
  .venv/bin/playwright install chromium      a browser of their own, where the network allows it
  sudo apt-get install chromium              your system's package
or run the other tests alone:
  .venv/bin/python -m pytest -m 'not browser'"""


def main() -> int:
    path = chromium() or _fetched()
    print(path or _HELP, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


def chromium() -> Path | None:
    """The first browser that is there: the one asked for, the system's, playwright's own."""
    return next((path for path in _candidates() if os.access(path, os.X_OK)), None)


def flags() -> list[str]:
    """How to start it quietly; root, as in a container, may not use its sandbox."""
    return [*(["--no-sandbox"] if os.geteuid() == 0 else []), *_QUIET]


def _candidates() -> Iterator[Path]:
    if asked := os.environ.get("CHROMIUM"):
        yield Path(asked)
        return
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def _fetched() -> Path | None:
    if os.environ.get("CHROMIUM"):
        return None
    _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])
    if chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        all(_succeeds(command) for command in _APT)
    return chromium()


def _succeeds(command: list[str]) -> bool:
    print("No Chromium yet. Trying:", *command, file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    tried = subprocess.run(
        command, check=False, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )
    return tried.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

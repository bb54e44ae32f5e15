"""Without a browser the browser tests fail with what to do; they are never skipped in silence."""

import os
import subprocess
import sys
from pathlib import Path


def _found(chromium: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.browser.find"],
        env={**os.environ, "CHROMIUM": str(chromium)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_browser_that_is_asked_for_is_taken(tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    assert _found(browser).stdout.strip() == str(browser)


def test_a_browser_that_is_not_there_fails_with_what_to_do(tmp_path: Path) -> None:
    answer = _found(tmp_path / "nothing")
    assert answer.returncode == 1
    assert "playwright install chromium" in answer.stderr

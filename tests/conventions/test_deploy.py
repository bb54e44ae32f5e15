"""The settings of a real installation pass Django's own deployment checks, and start without it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conventions.source import ROOT

REAL = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "INDEX_KEY": "0123456789abcdef0123456789abcdef",
    "PUBLIC_BASE_URL": "https://followup.example.com",
    "ALLOWED_HOSTS": "followup.example.com",
}


def test_a_real_installation_passes_the_deployment_checks() -> None:
    answer = _followup("check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


def test_static_files_are_collected_without_a_database(tmp_path: Path) -> None:
    answer = _followup("collectstatic", "--no-input", STATIC_ROOT=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "staticfiles.json").exists()


def _followup(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it: nothing of the tests' own environment reaches it."""
    return subprocess.run(
        [sys.executable, "-m", "followup", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **REAL, **more},
        capture_output=True,
        text=True,
        check=False,
    )

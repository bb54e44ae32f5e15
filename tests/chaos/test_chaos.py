"""One seed of chaos, from the command as a person runs it to its last line."""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.timeout(300)]

SEED = 7
FOUND = ("lost", "duplicates", "unexpected", "after_stop", "outside_window", "over_cap")
SLOWEST_RECOVERY = 60


def test_a_quarter_of_a_minute_of_chaos_loses_and_doubles_nothing() -> None:
    command = [sys.executable, "-m", "followup", "chaos", "--seed", str(SEED), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    first, *_, last = done.stdout.splitlines()
    told = json.loads(last)
    assert first.startswith(f"seed {SEED}:")
    assert {name: told[name] for name in FOUND} == dict.fromkeys(FOUND, 0), done.stdout
    assert told["seed"] == SEED
    assert told["accepted"] > 0
    assert {"worker killed", "postgres killed", "redis killed"} <= told["tried"].keys()
    assert told["recovery_seconds_max"] <= SLOWEST_RECOVERY
    assert done.returncode == 0

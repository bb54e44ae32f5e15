"""`followup story [FILE]`: ten days of a clinic in under a minute, told and then checked."""

import sys
import time
from pathlib import Path

from followup.sandbox.house import House, HouseError, house


def story(arguments: list[str]) -> int:
    """Start the house, tell the story, stop the house; the exit code is the story's."""
    file = [str(Path(name).resolve()) for name in arguments[:1]]
    if file and not Path(file[0]).is_file():
        print(f"There is no file {file[0]}. Name a CSV file of treatments.", file=sys.stderr)
        return 2
    began = time.monotonic()
    try:
        with house(
            TICK_SECONDS="0.3", RECOVER_SECONDS="2", SWEEP_SECONDS="2", SANDBOX_PACE="0.02"
        ) as running:
            print(f"the house is up after {time.monotonic() - began:.1f} s", file=sys.stderr)
            code = running.run("tell-story", *file)
            if code:
                _show_the_logs(running)
            return code
    except HouseError as error:
        print(error, file=sys.stderr)
        return 2


def _show_the_logs(running: House) -> None:
    """What the processes said last, for whoever looks for the fault."""
    for process in running.processes:
        if words := process.last_words():
            print(f"--- {process.name}\n{words}", file=sys.stderr)

"""One process of a crew: `python -m followup.sandbox.bench.player PART`."""

import importlib
import json
import sys
import time

import django

from followup.lib import memory


def main(part: str) -> None:
    """Play a round for each line that comes in; `began` and `ended` are monotonic seconds."""
    django.setup()
    play = importlib.import_module(f"followup.sandbox.bench.{part}").play
    memory.settle()  # as a worker does once it is loaded
    print("{}", flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        told = play(**json.loads(line))
        print(json.dumps({"began": began, "ended": time.monotonic(), **told}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

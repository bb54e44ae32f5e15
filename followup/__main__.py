"""The command `followup`: reading without a database, the demo and the story, and all the rest."""

import importlib
import os
import sys

# Commands that need neither settings nor a database, and those that start their own.
_PLAIN = {
    "read": ("followup.replies.read_command", "read"),
    "evaluate-reader": ("followup.replies.read_command", "evaluate"),
    "demo": ("followup.sandbox.demo", "demo"),
    "story": ("followup.sandbox.story", "story"),
    "chaos": ("followup.sandbox.chaos", "chaos"),
    "bench": ("followup.sandbox.bench.command", "bench"),
}


def main() -> int:
    """Run one command and return its exit code."""
    command, *arguments = sys.argv[1:] or ["help"]
    if command in _PLAIN:
        module, function = _PLAIN[command]
        return int(getattr(importlib.import_module(module), function)(arguments))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line(["followup", command.replace("-", "_"), *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The pulse of the engine: when the worker last looked for what is due, for the health page."""

from datetime import timedelta

from django.core.cache import cache

from followup.lib import clock

_KEY = "pulse"


def beat() -> None:
    """The worker is alive; by the machine's clock, which nobody moves."""
    cache.set(_KEY, clock.machine_now(), timeout=None)


def since() -> timedelta | None:
    """How long ago the last beat was; None before the first."""
    last = cache.get(_KEY)
    return clock.machine_now() - last if last else None

"""Gives the tests a PostgreSQL and a Redis: the ones in the environment, else private ones."""

import os
import re
from collections.abc import Generator
from contextlib import ExitStack
from tempfile import TemporaryDirectory

import pytest

from followup.sandbox.embedded import servers


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Runs before pytest-django reads the settings, and before xdist starts its workers.

    The workers inherit the environment, so that all of them share the one pair of servers, each
    with a test database of its own (pytest-django's doing) and a Redis database of its own (ours).
    """
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    os.environ.setdefault("SANDBOX", "yes")
    # Never among the photos of somebody who works on this machine.
    if not os.environ.get("PHOTO_ROOT"):
        os.environ["PHOTO_ROOT"] = stack.enter_context(TemporaryDirectory(prefix="followup-"))
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        both = stack.enter_context(servers())
        os.environ.setdefault("DATABASE_URL", both.database_url)
        os.environ.setdefault("REDIS_URL", both.redis_url)
    worker = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", ""))
    if worker:
        address = os.environ["REDIS_URL"].rstrip("/")
        os.environ["REDIS_URL"] = re.sub(r"(/\d+)?$", f"/{int(worker) + 1}", address, count=1)
    return (yield)

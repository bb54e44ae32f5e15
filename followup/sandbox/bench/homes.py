"""A house of real processes for a bench, with this process at home in its database."""

import contextlib
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from followup.sandbox.bench.ground import NOON
from followup.sandbox.house import House, house


@contextlib.contextmanager
def home() -> Iterator[House]:
    """Web, worker, beat and sandbox as the demo runs them, at noon; no carrier's rate holds us."""
    before = dict(connection.settings_dict)
    with house(SMS_PER_SECOND="1000000", SANDBOX_PACE="0") as running:
        (running.folder / "clock").write_text(str(NOON.timestamp() - time.time()))
        _move_into(running.env["DATABASE_URL"])
        try:
            yield running
        finally:
            connection.close()
            connection.settings_dict.update(before)


def _move_into(database_url: str) -> None:
    found = conninfo_to_dict(database_url)
    connection.close()
    connection.settings_dict.update(
        NAME=found["dbname"],
        USER=found["user"],
        PASSWORD=found["password"],
        HOST=found["host"],
        PORT=str(found["port"]),
    )
    assert settings.SANDBOX  # noqa: S101 - the keys of the fields are the sandbox's in both

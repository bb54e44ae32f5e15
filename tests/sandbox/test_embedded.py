"""The private servers come back after a crash with their rows, and go without trace."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from followup.sandbox.embedded import Servers, servers

# A shell that runs us in the background has Ctrl-C ignored, and a child would inherit that.
_OWNER = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from followup.sandbox.embedded import servers
with servers() as both:
    print(both.folder, both.database_url, both.redis_url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def both() -> Iterator[Servers]:
    with servers() as running:
        yield running


def _rows(url: str) -> list[tuple[int]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT n FROM kept").fetchall()


def test_a_killed_postgresql_comes_back_at_the_same_address_with_what_was_committed(
    both: Servers,
) -> None:
    with psycopg.connect(both.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with psycopg.connect(both.database_url):
        both.database.kill()
        with pytest.raises(psycopg.OperationalError):
            _rows(both.database_url)
        both.database.start()
    assert _rows(both.database_url) == [(7,)]


def test_a_killed_valkey_comes_back_at_the_same_address_and_empty(both: Servers) -> None:
    with redis.Redis.from_url(both.redis_url) as client:
        client.set("lost", "1")
        both.broker.kill()
        with pytest.raises(redis.ConnectionError):
            client.get("lost")
        both.broker.start()
        assert client.get("lost") is None


def test_a_stranger_on_the_same_machine_needs_the_password(both: Servers) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(both.database_url, password="guess")
    with (
        redis.Redis.from_url(both.redis_url.replace("redis://:", "redis://:x")) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_both_servers_and_their_folder_are_gone_after_use() -> None:
    with servers() as running:
        pass
    assert not running.folder.exists()
    assert not _answers(running.database_url, running.redis_url)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_stays_behind_an_owner_that_dies(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        folder, *addresses = owner.stdout.readline().split()
        assert _answers(*addresses)
        owner.send_signal(how)
        owner.wait(15)
    _eventually(lambda: not Path(folder).exists())
    assert not _answers(*addresses)


def _answers(database_url: str, redis_url: str) -> bool:
    try:
        with redis.Redis.from_url(redis_url) as client:
            client.ping()
        psycopg.connect(database_url, connect_timeout=2).close()
    except (redis.RedisError, psycopg.OperationalError):
        return False
    return True


def _eventually(happened: Callable[[], bool], *, within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)

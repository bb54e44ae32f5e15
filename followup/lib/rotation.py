"""Writes everything that is encrypted anew under the newest of FIELD_KEYS, while all goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from followup.lib.crypto import EncryptedJSONField, EncryptedTextField, rotated

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column of the database."""

    table: str
    key: str
    name: str


def columns() -> Iterator[Column]:
    """Every column whose values are encrypted."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField | EncryptedJSONField):
                key, name = model._meta.pk.column, field.column
                yield Column(model._meta.db_table, str(key), str(name))


def rotate(column: Column) -> int:
    """Bring one column under the newest key and return how many values were under an older one.

    Runs beside a working installation: a value that somebody changes meanwhile is under the newest
    key already, and is left alone. Stopped half way, it goes on where it was when run again.
    """
    newest, done = Fernet(settings.FIELD_KEYS[0]), 0
    for batch in _batches(column):
        for key, token in batch:
            if not _is_under(newest, token):
                done += _replace(column, key, token)
    return done


def rotate_files(folder: Path) -> int:
    """The same for sealed files: how many of those below the folder were under an older key."""
    newest = Fernet(settings.FIELD_KEYS[0])
    return sum(_rewrite(path, newest) for path in folder.rglob("*") if _is_sealed(path))


def _is_sealed(path: Path) -> bool:
    return path.is_file() and not path.suffix  # a draft has one, and is not there for long


def _rewrite(path: Path, newest: Fernet) -> bool:
    """Replace the file as a whole, so that nobody ever reads half of one."""
    try:
        token = path.read_text(encoding="ascii")
    except FileNotFoundError:  # deleted meanwhile
        return False
    if _is_under(newest, token):
        return False
    draft = path.with_suffix(".rotated")
    draft.touch(mode=0o600)
    draft.write_text(rotated(token), encoding="ascii")
    draft.replace(path)
    return True


def _batches(column: Column) -> Iterator[list[tuple[int, str]]]:
    page = SQL(
        "SELECT {key}, {name} FROM {table} WHERE {key} > %s AND {name} <> '' "
        "ORDER BY {key} LIMIT %s"
    ).format(**_names(column))
    last = 0
    while batch := _rows(page, [last, _BATCH]):
        yield batch
        last = batch[-1][0]


def _rows(query: Composed, values: list[int]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [(int(key), str(token)) for key, token in cursor.fetchall()]


def _replace(column: Column, key: int, token: str) -> int:
    change = SQL("UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s")
    with connection.cursor() as cursor:
        cursor.execute(change.format(**_names(column)), [rotated(token), key, token])
        return int(cursor.rowcount)


def _names(column: Column) -> dict[str, Identifier]:
    return {
        "table": Identifier(column.table),
        "key": Identifier(column.key),
        "name": Identifier(column.name),
    }


def _is_under(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token)
    except InvalidToken:
        return False
    return True

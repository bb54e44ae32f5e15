"""Insert or change many rows by one short statement: they travel as a single value of JSON.

Django's `bulk_create` and `bulk_update` write a placeholder for every field of every row, and both
Django and the driver then work through a statement of thousands of them, which takes longer than
the network.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from followup.lib.crypto import EncryptedJSONField, EncryptedTextField

_INSERT = """
INSERT INTO {table} ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
"""
_UPDATE = """
UPDATE {table} SET {changes} FROM json_populate_recordset(NULL::{table}, %s) AS fresh
WHERE {table}.id = fresh.id
"""
_DRAW = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_Stored = Callable[[Any], Any]


def insert(rows: Sequence[models.Model], *, unless_known: bool = False) -> None:
    """Store unsaved rows of one model and give them their ids.

    unless_known: leave out what a unique constraint says is there; ids are then of no meaning.
    """
    if not rows:
        return
    meta = rows[0]._meta
    table = meta.db_table
    fields = _fields(type(rows[0]))
    statement = _INSERT.format(table=table, columns=_listed(fields))
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [table, len(rows)])
        for row, (drawn,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding = drawn, False  # noqa: SLF001 - as save() does
        told = [
            {column: stored(getattr(row, name)) for column, name, stored in fields} for row in rows
        ]
        ending = " ON CONFLICT DO NOTHING" if unless_known else ""
        cursor.execute(statement + ending, [json.dumps(told, default=str)])


def update(rows: Sequence[models.Model], *, fields: Collection[str]) -> None:
    """Write these fields (by attribute, such as treatment_id) of stored rows of one model."""
    if not rows:
        return
    table = rows[0]._meta.db_table
    changed = [field for field in _fields(type(rows[0])) if field[1] in fields]
    names = [connection.ops.quote_name(column) for column, _, _ in changed]
    changes = ", ".join(f"{name} = fresh.{name}" for name in names)
    told = [
        {"id": row.pk} | {column: stored(getattr(row, name)) for column, name, stored in changed}
        for row in rows
    ]
    with connection.cursor() as cursor:
        statement = _UPDATE.format(table=table, changes=changes)
        cursor.execute(statement, [json.dumps(told, default=str)])


def _listed(fields: Iterable[tuple[str, str, _Stored]]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column, _, _ in fields)


@lru_cache(maxsize=16)
def _fields(model: type[models.Model]) -> tuple[tuple[str, str, _Stored], ...]:
    """Of each column, the attribute that it comes from, and what makes of it what is stored."""
    return tuple(
        (str(field.column), field.attname, _stored(field)) for field in model._meta.concrete_fields
    )


def _stored(field: Any) -> _Stored:
    if isinstance(field, EncryptedTextField | EncryptedJSONField):
        prepared: _Stored = field.get_prep_value
        return prepared
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value

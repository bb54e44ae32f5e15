"""Insert a row unless it is there already, in one statement.

Django's `get_or_create` needs four round trips and a savepoint for it; of two that come at once
the database lets exactly one through, whichever way they meet.
"""

from django.db import connection, models


def inserted(row: models.Model) -> bool:
    """Store `row` and give it its id; False where a unique constraint says that it is known."""
    meta = row._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING id", values)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk, row._state.adding = found[0], False  # noqa: SLF001 - as save() does
    return True

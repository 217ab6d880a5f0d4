"""Writing many rows at once: new ones of several tables in one statement, and of known ones only what differs."""

import functools
import re
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.expressions import DatabaseDefault

from meadow.plumbing.prepared import run

Row = TypeVar("Row", bound=models.Model)
Before = Mapping[int, Sequence[object]]
"""What rows said, by their keys."""
_LENGTH = re.compile(r"varchar(\(\d+\))?")


def next_keys(*wanted: tuple[type[models.Model], int]) -> list[list[int]]:
    """The keys of so many rows that are about to be inserted into each table, in one statement."""
    series = ", ".join(
        f"ARRAY(SELECT nextval('{model._meta.db_table}_id_seq') FROM generate_series(1, %s))"  # noqa: S608
        for model, _ in wanted
    )
    return list(run(f"SELECT {series}", [count for _, count in wanted])[0])


def insert_rows(*tables: Sequence[models.Model]) -> None:
    """Insert the rows of several tables in one statement; those that others point to must know their keys.

    What they point to is checked at the end of the transaction, as Django has its foreign keys checked. Defaults that
    the database fills in are not read back.
    """
    written = [rows for rows in tables if rows]
    if not written:
        return
    connection = connections[router.db_for_write(type(written[0][0]))]
    statements, values = [], []
    for number, rows in enumerate(written):
        fields = _fields_to_insert(rows)
        head, places = _insert(type(rows[0]), tuple(field.attname for field in fields))
        statements.append(f"t{number} AS ({head}{', '.join([places] * len(rows))})")
        for row in rows:
            values += [_written(field, row, connection) for field in fields]
    run(f"WITH {', '.join(statements)} SELECT 1", values)
    for rows in written:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


def _fields_to_insert(rows: Sequence[models.Model]) -> "list[models.Field[Any, Any]]":
    """All fields but the key that the database makes, and those that the database fills in for every row."""
    return [
        field
        for field in rows[0]._meta.concrete_fields
        if not (field.primary_key and rows[0].pk is None)
        and not all(isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows)
    ]


def _written(field: "models.Field[Any, Any]", row: models.Model, connection: Any) -> Any:
    """What the database is given for a field; numbers and plain texts, which are most, are given as they are."""
    value = field.pre_save(row, True)
    return value if type(value) in {int, str, bool, NoneType} else field.get_db_prep_save(value, connection)


@functools.cache
def _insert(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, str]:
    quote = connections[router.db_for_write(model)].ops.quote_name
    columns = [quote(str(field.column)) for field in model._meta.concrete_fields if field.attname in names]
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES "  # noqa: S608 - names
    return head, f"({', '.join(['%s'] * len(columns))})"


def said_by(rows: Sequence[models.Model], fields: Sequence[str]) -> dict[int, list[object]]:
    """What these rows say now, for `write_rows` to see later what has become different."""
    names = [field.attname for field in _fields(type(rows[0]), fields)] if rows else []
    return {row.pk: [getattr(row, name) for name in names] for row in rows}


def write_rows(rows: Sequence[Row], fields: Sequence[str], before: Before | None = None) -> None:
    """Write these fields of rows that the transaction at hand has locked, in one statement.

    What Django's `bulk_update` does, without the CASE for every row and field, which takes longer to put together than
    to run. With `before`, what is as it was is not written.
    """
    if not rows:
        return
    model = type(rows[0])
    wanted = _fields(model, fields)
    if before is not None:
        now = said_by(rows, fields)
        rows = [row for row in rows if now[row.pk] != before[row.pk]]
        different = {place for row in rows for place, value in enumerate(now[row.pk]) if value != before[row.pk][place]}
        wanted = [
            field for place, field in enumerate(wanted) if place in different or getattr(field, "auto_now", False)
        ]
    if not rows or not wanted:
        return
    connection = connections[router.db_for_write(model)]
    key = model._meta.pk
    assert key is not None
    columns = [key, *wanted]
    places = ", ".join(f"%s::{_cast(field, connection)}" for field in columns)
    names = [connection.ops.quote_name(str(field.column)) for field in columns]
    values = [
        field.get_db_prep_save(field.pre_save(row, False), connection)
        for row in sorted(rows, key=lambda row: row.pk)
        for field in columns
    ]
    table = connection.ops.quote_name(model._meta.db_table)
    statement = (
        f"UPDATE {table} AS known SET {', '.join(f'{name} = said.{name}' for name in names[1:])} "  # noqa: S608 - names
        f"FROM (VALUES {', '.join([f'({places})'] * len(rows))}) AS said ({', '.join(names)}) "
        f"WHERE known.{names[0]} = said.{names[0]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fields(model: type[models.Model], names: Sequence[str]) -> "list[models.Field[Any, Any]]":
    found = [model._meta.get_field(name) for name in names]
    return [field for field in found if isinstance(field, models.Field)]


def _cast(field: "models.Field[Any, Any]", connection: Any) -> str:
    """The type of a value; a text has no length, since a cast to one that is too short would cut it silently."""
    return _LENGTH.sub("text", str(field.cast_db_type(connection)))

"""Statements that PostgreSQL plans once for each connection: for the few that run all day with other values.

Django sends every statement with its values written into it, so that each is planned anew; for small ones that takes
longer than running them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

Values = Sequence[Any] | Mapping[str, Any]
_OFTEN = 3  # statements that come more often than this are prepared


def run(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Run one statement, and give the rows it returns; one that is watched (tests, benches) runs as Django runs it."""
    if connection.execute_wrappers or connection.queries_logged:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []
    with connection.wrap_database_errors:
        answer = _cursor().execute(sql, values)
        return answer.fetchall() if answer.description else []


def run_and_commit(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Run the last statement of a transaction and commit it, in one message: where the one fails, so does the other."""
    cursor = _cursor()
    with connection.wrap_database_errors:
        with cursor.connection.pipeline():
            cursor.execute(sql, values)
            cursor.connection.commit()
        return cursor.fetchall()


def _cursor() -> "psycopg.Cursor[tuple[Any, ...]]":
    connection.ensure_connection()
    wire: psycopg.Connection[tuple[Any, ...]] = connection.connection
    if wire.prepare_threshold is None:
        wire.prepare_threshold = _OFTEN
    return psycopg.Cursor(wire)

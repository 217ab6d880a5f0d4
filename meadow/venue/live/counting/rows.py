"""What the database knows of who is in rooms, for the counting process to take up."""

from collections.abc import Collection
from typing import Any

from django.db import connection

LOCK = 0x6D656170
"""Whoever holds this advisory lock counts."""
_VIEWER = "CASE WHEN v.person_id IS NULL THEN 'g' || v.guest ELSE 'p' || v.person_id END"
_OPEN = f"SELECT v.key::text, v.show_id, {_VIEWER} FROM live_visit v JOIN live_show s ON s.id = v.show_id"  # noqa: S608
_OPEN += " WHERE v.left_at IS NULL AND s.closed_at IS NULL"


def _rows(statement: str, *values: int | list[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def shows_on() -> list[tuple[int, int, int, int]]:
    """Shows that go on: their numbers, their rooms, the most viewers so far, and how many people have come."""
    return _rows(
        "SELECT s.id, s.room_id, s.peak, (SELECT count(DISTINCT (v.person_id, v.guest)) FROM live_visit v"
        " WHERE v.show_id = s.id) FROM live_show s WHERE s.closed_at IS NULL"
    )


def viewers_of(show: int) -> list[str]:
    """Everybody who came to a show."""
    return [who for (who,) in _rows(f"SELECT DISTINCT {_VIEWER} FROM live_visit v WHERE show_id = %s", show)]  # noqa: S608


def visits_here() -> list[tuple[str, int, str]]:
    """Every visit that has not ended, of shows that go on: its key, its show, its viewer."""
    return _rows(_OPEN)


def find(keys: Collection[str]) -> list[tuple[str, int, str]]:
    """Those of these visits that have not ended, of shows that go on."""
    return _rows(f"{_OPEN} AND v.key = ANY(%s::uuid[])", list(keys))


def ended(keys: Collection[str]) -> list[tuple[int, str]]:
    """Those of these visits that have ended, of shows that go on: their rooms and keys, by room."""
    return _rows(
        "SELECT s.room_id, v.key::text FROM live_visit v JOIN live_show s ON s.id = v.show_id"
        " WHERE v.left_at IS NOT NULL AND s.closed_at IS NULL AND v.key = ANY(%s::uuid[]) ORDER BY 1",
        list(keys),
    )


def write(show: int, *, here: int, viewers: int, peak: int) -> None:
    """Write down how many people are here, came, and were here at most, of a show that goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE live_show SET here = %s, viewer_count = %s, peak = greatest(peak, %s)"
            " WHERE id = %s AND closed_at IS NULL",
            [here, viewers, peak, show],
        )

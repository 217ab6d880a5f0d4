"""Rooms begin with all their tables at once; the steps by which older data folders came there are named by the one."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import BigAutoField, Field, Index, IntegerField

from meadow.plumbing.together import Together

APPS = ["plumbing", "people", "goods", "notes", "live", "talk", "groups", "direct", "trade", "moving"]


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_every_older_step_is_replaced_by_the_one_or_comes_after_it(app: str) -> None:
    steps = MigrationLoader(connection, replace_migrations=False).disk_migrations
    whole = steps[(app, "0001_whole")]
    own = {key for key in steps if key[0] == app and key != (app, "0001_whole")}
    assert set(whole.replaces) <= own
    graph = MigrationLoader(connection).graph
    for key in own - set(whole.replaces):
        assert (app, "0001_whole") in graph.forwards_plan(key)


@pytest.mark.django_db
def test_tables_are_made_as_they_are_in_the_end_and_taken_away_again() -> None:
    fields: list[tuple[str, Field[Any, Any]]] = [("id", BigAutoField(primary_key=True)), ("height", IntegerField())]
    tree = CreateModel("Tree", fields, options={"indexes": [Index(fields=["height"], name="tree_height")]})
    together, before, after = Together([tree]), ProjectState(), ProjectState()
    together.state_forwards("plumbing", after)

    with connection.schema_editor() as editor:
        together.database_forwards("plumbing", editor, before, after)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'plumbing_tree' ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["plumbing_tree_pkey", "tree_height"]
    with connection.schema_editor() as editor:
        together.database_backwards("plumbing", editor, after, before)
    assert "plumbing_tree" not in connection.introspection.table_names()

"""The table of the cache that all processes share, and two tables that may be lost and so need no log."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0001_ground")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE plumbing_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX plumbing_cache_expires ON plumbing_cache (expires);
            ALTER TABLE plumbing_tally SET UNLOGGED;
            """,
            "DROP TABLE plumbing_cache; ALTER TABLE plumbing_tally SET LOGGED;",
        )
    ]

"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import uuid

import django.core.serializers.json
import django.db.models.functions.datetime
from django.db import migrations, models

from meadow.plumbing.together import Together

# The table of the cache that all processes share, and two tables that may be lost and so need no log.
SQL = """
CREATE UNLOGGED TABLE plumbing_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX plumbing_cache_expires ON plumbing_cache (expires);
ALTER TABLE plumbing_tally SET UNLOGGED;
"""
UNDO = "DROP TABLE plumbing_cache; ALTER TABLE plumbing_tally SET LOGGED;"


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("plumbing", "0001_ground"),
        ("plumbing", "0002_cache_table"),
        ("plumbing", "0003_facts_put_aside"),
    ]

    dependencies = []

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("event", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=80)),
                        ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("request", models.CharField(blank=True, max_length=64)),
                        ("announced_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="GivenUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("event", models.UUIDField(unique=True)),
                        ("name", models.CharField(max_length=80)),
                        ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("reason", models.TextField()),
                        ("given_up_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name_plural": "given up",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("key", models.CharField(max_length=160, primary_key=True, serialize=False)),
                        ("window", models.BigIntegerField()),
                        ("count", models.PositiveIntegerField()),
                    ],
                    options={
                        "verbose_name_plural": "tallies",
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=80)),
                        ("actor", models.CharField(max_length=64)),
                        ("key", models.CharField(max_length=255)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("headers", models.JSONField(default=dict)),
                        ("body", models.BinaryField(default=b"")),
                        ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "indexes": [models.Index(fields=["asked_at"], name="plumbing_an_asked_a_d63619_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "actor", "key"), name="one_answer_per_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reacted",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reaction", models.CharField(max_length=120)),
                        ("event", models.UUIDField()),
                        ("reacted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "indexes": [models.Index(fields=["reacted_at"], name="plumbing_re_reacted_72a77c_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("reaction", "event"), name="one_reaction_per_event")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(SQL, UNDO),
    ]

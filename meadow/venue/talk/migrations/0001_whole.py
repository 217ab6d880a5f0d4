"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("talk", "0001_threads"),
        ("talk", "0002_words_of_notices_and_who_spoke_when"),
        ("talk", "0003_messages_found_by_card"),
    ]

    dependencies = [
        ("people", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Thread",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[("group", "Group"), ("direct", "Conversation")],
                                max_length=8,
                                verbose_name="place",
                            ),
                        ),
                        ("last", models.BigIntegerField(db_default=0, default=0, verbose_name="newest message")),
                        ("told", models.BigIntegerField(db_default=0, default=0, verbose_name="told")),
                        (
                            "spoken_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="last spoken in"
                            ),
                        ),
                        (
                            "slow_seconds",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, verbose_name="seconds between two messages of one person"
                            ),
                        ),
                        (
                            "is_closed",
                            models.BooleanField(db_default=False, default=False, verbose_name="nothing more is said"),
                        ),
                    ],
                    options={
                        "verbose_name": "thread",
                        "verbose_name_plural": "threads",
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.BigIntegerField(verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("photo", "Photos"),
                                    ("sticker", "Sticker"),
                                    ("card", "Card"),
                                    ("notice", "Notice"),
                                ],
                                default="text",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000, verbose_name="message")),
                        ("words", models.JSONField(blank=True, db_default={}, default=dict, verbose_name="words")),
                        ("sticker", models.CharField(blank=True, max_length=40, verbose_name="sticker")),
                        ("card_kind", models.CharField(blank=True, max_length=20, verbose_name="kind of card")),
                        ("card_key", models.BigIntegerField(blank=True, null=True, verbose_name="key of the card")),
                        ("mark", models.CharField(max_length=40, verbose_name="mark")),
                        (
                            "is_announcement",
                            models.BooleanField(db_default=False, default=False, verbose_name="announcement"),
                        ),
                        (
                            "said_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="said at"
                            ),
                        ),
                        ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="edited at")),
                        ("recalled_at", models.DateTimeField(blank=True, null=True, verbose_name="recalled at")),
                        ("pinned_at", models.DateTimeField(blank=True, null=True, verbose_name="pinned at")),
                        ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden at")),
                        (
                            "answers",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replies",
                                to="talk.message",
                                verbose_name="in reply to",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "hidden_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="hidden by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="said")),
                        (
                            "until",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="until"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="editions",
                                to="talk.message",
                                verbose_name="message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "earlier wording",
                        "verbose_name_plural": "earlier wordings",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="MessagePhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photo_rows",
                                to="talk.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.photo",
                                verbose_name="photo",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo of a message",
                        "verbose_name_plural": "photos of messages",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "photo"), name="a_photo_once_in_a_message")
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="message",
                    name="photos",
                    field=models.ManyToManyField(
                        related_name="+", through="talk.MessagePhoto", to="people.photo", verbose_name="photos"
                    ),
                ),
                migrations.CreateModel(
                    name="Reaction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sign", models.CharField(max_length=16, verbose_name="sign")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reactions",
                                to="talk.message",
                                verbose_name="message",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reaction",
                        "verbose_name_plural": "reactions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("message", "person", "sign"), name="one_reaction_of_a_sign_per_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("spam", "Advertising"),
                                    ("abuse", "Insults or hatred"),
                                    ("fraud", "Fraud"),
                                    ("copy", "A copy of somebody's work"),
                                    ("other", "Something else"),
                                ],
                                max_length=8,
                                verbose_name="reason",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("upheld", "Taken away"),
                                    ("dismissed", "Left standing"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="talk.message",
                                verbose_name="message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report of a message",
                        "verbose_name_plural": "reports of messages",
                        "indexes": [
                            models.Index(condition=models.Q(("state", "waiting")), fields=["id"], name="report_waiting")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "by"), name="one_report_per_person_and_message")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.BigIntegerField(db_default=0, default=0, verbose_name="reads messages after")),
                        ("read", models.BigIntegerField(db_default=0, default=0, verbose_name="has read up to")),
                        (
                            "mentioned",
                            models.BigIntegerField(db_default=0, default=0, verbose_name="newest that mentions them"),
                        ),
                        (
                            "is_muted",
                            models.BooleanField(db_default=False, default=False, verbose_name="hears nothing of it"),
                        ),
                        ("spoken_at", models.DateTimeField(blank=True, null=True, verbose_name="last spoke at")),
                        (
                            "came_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="came at"
                            ),
                        ),
                        ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "thread",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="talk.thread",
                                verbose_name="thread",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reader",
                        "verbose_name_plural": "readers",
                        "indexes": [
                            models.Index(condition=models.Q(("left_at", None)), fields=["thread"], name="reader_inside")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "thread"), name="one_reader_per_thread")
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="message",
                    name="thread",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="talk.thread",
                        verbose_name="thread",
                    ),
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="talk.message",
                                verbose_name="message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mention",
                        "verbose_name_plural": "mentions",
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "person"), name="one_mention_per_message")
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("pinned_at__isnull", False)),
                        fields=["thread"],
                        name="message_pinned_in_thread",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("card_key__isnull", False)),
                        fields=["thread", "card_kind", "card_key"],
                        name="message_card_in_thread",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(fields=("thread", "number"), name="one_message_per_number"),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("thread", "author", "mark"), name="one_message_of_a_thread_per_mark"
                    ),
                ),
            ]
        ),
    ]

"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("direct", "0001_conversations"),
        ("direct", "0002_answering"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("people", "__first__"),
        ("talk", "0001_whole"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Conversation",
                    fields=[
                        (
                            "thread",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="conversation",
                                serialize=False,
                                to="talk.thread",
                                verbose_name="thread",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("open", "Open"),
                                    ("declined", "Declined"),
                                    ("done", "Done"),
                                ],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "waits_since",
                            models.DateTimeField(blank=True, null=True, verbose_name="waits for the shop since"),
                        ),
                        ("first_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="first asked at")),
                        (
                            "first_answered_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="first answered at"),
                        ),
                        (
                            "spoken_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="last spoken in"
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "high",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="other",
                            ),
                        ),
                        (
                            "low",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="one",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversations",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "conversation",
                        "verbose_name_plural": "conversations",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("waits_since__isnull", False)),
                                fields=["shop", "waits_since"],
                                name="conversation_waiting",
                            ),
                            models.Index(fields=["shop", "-spoken_at", "-thread"], name="conversation_newest_of_shop"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("low", "high"), name="one_conversation_of_two"),
                            models.UniqueConstraint(fields=("shop", "member"), name="one_conversation_with_a_shop"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("low__lt", models.F("high")), ("member", None), ("shop", None)),
                                    models.Q(
                                        ("high", None),
                                        ("low", None),
                                        ("member__isnull", False),
                                        ("shop__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_conversation_has_two_sides",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuickReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=60, verbose_name="title")),
                        ("text", models.TextField(max_length=1000, verbose_name="text")),
                        (
                            "keywords",
                            models.JSONField(blank=True, default=list, verbose_name="said by itself at these words"),
                        ),
                        ("used", models.PositiveIntegerField(db_default=0, default=0, verbose_name="used")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quick_replies",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quick reply",
                        "verbose_name_plural": "quick replies",
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "title"), name="one_quick_reply_per_title")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SaidByItself",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=60, verbose_name="what")),
                        ("day", models.DateField(verbose_name="day")),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="direct.conversation",
                                verbose_name="conversation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "automatic answer",
                        "verbose_name_plural": "automatic answers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("conversation", "what", "day"), name="said_by_itself_once_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShopHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("zone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                        ("days", models.JSONField(default=list, verbose_name="days")),
                        ("greeting", models.CharField(blank=True, max_length=500, verbose_name="said at first")),
                        (
                            "away",
                            models.CharField(blank=True, max_length=500, verbose_name="said outside of these hours"),
                        ),
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hours",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hours of a shop",
                        "verbose_name_plural": "hours of shops",
                    },
                ),
                migrations.CreateModel(
                    name="Wait",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="waits",
                                to="direct.conversation",
                                verbose_name="conversation",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "time that a member waited",
                        "verbose_name_plural": "times that members waited",
                        "indexes": [models.Index(fields=["shop", "asked_at"], name="wait_of_shop")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at", None)),
                                fields=("conversation",),
                                name="one_open_wait_per_conversation",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]

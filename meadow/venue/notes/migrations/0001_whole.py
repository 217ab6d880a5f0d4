"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("notes", "0001_notes"),
        ("notes", "0002_what_publishing_needs"),
        ("notes", "0003_names_in_words"),
        ("notes", "0004_things_and_asks"),
        ("notes", "0005_notes_say_that_they_earn"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("people", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Hashtag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("word", models.CharField(max_length=60, unique=True, verbose_name="word")),
                    ],
                    options={
                        "verbose_name": "hashtag",
                        "verbose_name_plural": "hashtags",
                    },
                ),
                migrations.CreateModel(
                    name="Collection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                        (
                            "begun_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="collections",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "collection",
                        "verbose_name_plural": "collections",
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "name"), name="one_collection_per_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=100, verbose_name="title")),
                        ("text", models.TextField(blank=True, max_length=5000, verbose_name="text")),
                        ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                        ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("scheduled", "Scheduled"),
                                    ("published", "Published"),
                                    ("deleted", "Deleted"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("like_count", models.PositiveIntegerField(default=0, verbose_name="likes counted")),
                        ("save_count", models.PositiveIntegerField(default=0, verbose_name="saves counted")),
                        ("comment_count", models.PositiveIntegerField(default=0, verbose_name="comments counted")),
                        ("ask_count", models.PositiveIntegerField(default=0, verbose_name="asks counted")),
                        ("heat", models.FloatField(default=0, verbose_name="heat")),
                        (
                            "earns_commission",
                            models.BooleanField(db_default=False, default=False, verbose_name="earns commission"),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="written at"
                            ),
                        ),
                        ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="publish at")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                        ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="edited at")),
                        ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted at")),
                        (
                            "changed_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "cover",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.photo",
                                verbose_name="cover",
                            ),
                        ),
                        (
                            "hashtags",
                            models.ManyToManyField(
                                blank=True, related_name="notes", to="notes.hashtag", verbose_name="hashtags"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "note",
                        "verbose_name_plural": "notes",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "published")),
                                fields=["language", "-heat", "-id"],
                                name="note_hottest_by_language",
                            ),
                            models.Index(
                                condition=models.Q(("state", "published")), fields=["-heat", "-id"], name="note_hottest"
                            ),
                            models.Index(
                                condition=models.Q(("state", "published")),
                                fields=["author", "-published_at", "-id"],
                                name="note_newest_of_author",
                            ),
                            models.Index(
                                condition=models.Q(("state", "scheduled")), fields=["publish_at"], name="note_due"
                            ),
                            models.Index(
                                fields=["author", "state", "-changed_at", "-id"], name="note_of_author_by_state"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="published_notes_say_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "scheduled"), _negated=True),
                                    ("publish_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="scheduled_notes_say_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "deleted"), _negated=True),
                                    ("deleted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="deleted_notes_say_when",
                            ),
                        ],
                    },
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
                                related_name="mentions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mention",
                        "verbose_name_plural": "mentions",
                        "constraints": [models.UniqueConstraint(fields=("note", "person"), name="mention_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Like",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "liked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="liked at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="likes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="likes",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "like",
                        "verbose_name_plural": "likes",
                        "constraints": [models.UniqueConstraint(fields=("person", "note"), name="like_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="comment")),
                        (
                            "said_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="said at"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden at")),
                        ("pinned_at", models.DateTimeField(blank=True, null=True, verbose_name="pinned at")),
                        ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted at")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="notes.comment",
                                verbose_name="in reply to",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment",
                        "verbose_name_plural": "comments",
                        "indexes": [
                            models.Index(fields=["note", "parent", "-id"], name="notes_comme_note_id_5e1645_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("pinned_at__isnull", False)),
                                fields=("note",),
                                name="one_pinned_comment_per_note",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotePhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "alt",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="description for people who cannot see it"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.photo",
                                verbose_name="original",
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
                        "verbose_name": "note photo",
                        "verbose_name_plural": "note photos",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("note", "position"),
                                name="one_photo_per_place",
                            ),
                            models.UniqueConstraint(fields=("note", "photo"), name="one_place_per_photo"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "x",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="across",
                            ),
                        ),
                        (
                            "y",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="down",
                            ),
                        ),
                        (
                            "pinned_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="marked at"
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pins",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pins",
                                to="notes.notephoto",
                                verbose_name="photo",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pins",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pin",
                        "verbose_name_plural": "pins",
                        "indexes": [models.Index(fields=["product", "-id"], name="notes_pin_product_015c02_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("note", "product"), name="one_pin_per_product"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("photo", None), ("x", None), ("y", None)),
                                    models.Q(
                                        ("photo__isnull", False),
                                        ("x__gte", 0),
                                        ("x__lte", 1),
                                        ("y__gte", 0),
                                        ("y__lte", 1),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_point_lies_on_a_photo",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Saved",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "saved_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="saved at"
                            ),
                        ),
                        (
                            "collection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved",
                                to="notes.collection",
                                verbose_name="collection",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved note",
                        "verbose_name_plural": "saved notes",
                        "indexes": [models.Index(fields=["collection", "-id"], name="notes_saved_collect_85da82_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("collection", "note"), name="save_once_per_collection")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Thing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "x",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="across",
                            ),
                        ),
                        (
                            "y",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="down",
                            ),
                        ),
                        ("ask_count", models.PositiveIntegerField(default=0, verbose_name="asks counted")),
                        (
                            "tagged_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="marked at"
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="things",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="things",
                                to="notes.notephoto",
                                verbose_name="photo",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="things",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thing",
                        "verbose_name_plural": "things",
                        "constraints": [
                            models.UniqueConstraint(fields=("note", "name"), name="one_thing_per_name"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="a_thing_has_a_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("photo", None), ("x", None), ("y", None)),
                                    models.Q(
                                        ("photo__isnull", False),
                                        ("x__gte", 0),
                                        ("x__lte", 1),
                                        ("y__gte", 0),
                                        ("y__lte", 1),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_thing_lies_on_a_photo",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ask",
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
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="asks",
                                to="notes.comment",
                                verbose_name="comment",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asks",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "thing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asks",
                                to="notes.thing",
                                verbose_name="thing",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ask for a link",
                        "verbose_name_plural": "asks for links",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("thing__isnull", False)),
                                fields=("thing", "person"),
                                name="ask_once_per_thing",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("thing", None)), fields=("note", "person"), name="ask_once_per_note"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

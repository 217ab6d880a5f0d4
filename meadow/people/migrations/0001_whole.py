"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", "0001_people"),
        ("people", "0002_follows_in_order"),
        ("people", "0003_photos_by_name"),
        ("people", "0004_names_in_words"),
        ("people", "0005_news"),
        ("people", "0006_news_are_counted_and_wait"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                        (
                            "handle",
                            models.CharField(
                                max_length=30,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z0-9][a-z0-9_.]{1,28}[a-z0-9]$",
                                        "3 to 30 small letters, digits, dots or underscores.",
                                    )
                                ],
                                verbose_name="handle",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("words", models.TextField(blank=True, max_length=500, verbose_name="a few words about you")),
                        ("place", models.CharField(blank=True, max_length=80, verbose_name="place")),
                        ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                        ("is_buyer", models.BooleanField(default=False, verbose_name="buyer")),
                        ("is_staff", models.BooleanField(default=False, verbose_name="operator")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "joined_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="joined at"
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                    },
                ),
                migrations.CreateModel(
                    name="Photo",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(editable=False, max_length=120, verbose_name="file")),
                        ("width", models.PositiveIntegerField(verbose_name="width")),
                        ("height", models.PositiveIntegerField(verbose_name="height")),
                        ("placeholder", models.TextField(editable=False, verbose_name="placeholder")),
                        ("colour", models.CharField(default="#dddddd", max_length=7, verbose_name="colour")),
                        ("sizes", models.JSONField(default=list, editable=False, verbose_name="sizes")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "waiting for its sizes"), ("ready", "ready")],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "put_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="put at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="photos",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="put here by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo",
                        "verbose_name_plural": "photos",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["state"], name="photo_waiting"
                            ),
                            models.Index(fields=["name"], name="photo_by_name"),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="person",
                    name="picture",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.photo",
                        verbose_name="picture",
                    ),
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="full name")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                        ("country", models.CharField(max_length=2, verbose_name="country")),
                        ("region", models.CharField(blank=True, max_length=80, verbose_name="state or province")),
                        ("city", models.CharField(max_length=80, verbose_name="city")),
                        ("street", models.CharField(max_length=200, verbose_name="street and number")),
                        ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                        ("is_usual", models.BooleanField(default=False, verbose_name="usual address")),
                        (
                            "kept_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="kept at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="addresses",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address",
                        "verbose_name_plural": "addresses",
                        "ordering": ["-is_usual", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_usual", True)), fields=("person",), name="one_usual_address"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        (
                            "blocked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocked_by",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="blocked",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="kept away by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "block",
                        "verbose_name_plural": "blocks",
                        "constraints": [
                            models.UniqueConstraint(fields=("by", "blocked"), name="block_once"),
                            models.CheckConstraint(
                                condition=models.Q(("by", models.F("blocked")), _negated=True),
                                name="nobody_blocks_themselves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Device",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("endpoint", models.CharField(max_length=1000, verbose_name="address")),
                        ("key", models.CharField(max_length=200, verbose_name="public key")),
                        ("secret", models.CharField(max_length=100, verbose_name="secret")),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        ("failed", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="failures")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="devices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "device",
                        "verbose_name_plural": "devices",
                        "constraints": [models.UniqueConstraint(fields=("endpoint",), name="one_device_per_address")],
                    },
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        (
                            "followed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followers",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="followed",
                            ),
                        ),
                        (
                            "follower",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="following",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="follower",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "follow",
                        "verbose_name_plural": "follows",
                        "indexes": [
                            models.Index(fields=["followed", "-id"], name="follow_newest_of_followed"),
                            models.Index(fields=["follower", "-id"], name="follow_newest_of_follower"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("follower", "followed"), name="follow_once"),
                            models.CheckConstraint(
                                condition=models.Q(("follower", models.F("followed")), _negated=True),
                                name="nobody_follows_themselves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("zone", models.CharField(blank=True, max_length=60, verbose_name="time zone")),
                        (
                            "quiet_from",
                            models.PositiveSmallIntegerField(
                                db_default=0,
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="quiet from",
                            ),
                        ),
                        (
                            "quiet_until",
                            models.PositiveSmallIntegerField(
                                db_default=0,
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="quiet until",
                            ),
                        ),
                        ("written_at", models.DateTimeField(blank=True, null=True, verbose_name="last letter at")),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hours",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quiet hours",
                        "verbose_name_plural": "quiet hours",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quiet_from__lt", 24), ("quiet_until__lt", 24)),
                                name="quiet_hours_are_of_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="News",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("follow", "New followers"),
                                    ("like", "Likes"),
                                    ("comment", "Comments"),
                                    ("mention", "Mentions"),
                                    ("reply", "Replies"),
                                    ("order", "Orders"),
                                    ("return", "Returns"),
                                    ("room", "Live rooms"),
                                    ("stock", "Back in stock"),
                                    ("price", "Lower prices"),
                                    ("group", "Groups"),
                                    ("message", "Messages"),
                                    ("shop", "Your shop"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("verb", models.CharField(max_length=40, verbose_name="what happened")),
                        ("about", models.CharField(max_length=60, verbose_name="about")),
                        ("count", models.PositiveIntegerField(default=1, verbose_name="so many people")),
                        (
                            "counted",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                db_default=[],
                                default=list,
                                editable=False,
                                size=None,
                                verbose_name="these people",
                            ),
                        ),
                        ("words", models.JSONField(blank=True, default=dict, verbose_name="words")),
                        ("url", models.CharField(max_length=200, verbose_name="address")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "is_shown",
                            models.BooleanField(db_default=True, default=True, verbose_name="shown on the page"),
                        ),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                        ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="mailed at")),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="news",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "news",
                        "verbose_name_plural": "news",
                        "indexes": [models.Index(fields=["person", "-at", "-id"], name="news_newest")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("read_at", None)),
                                fields=("person", "verb", "about"),
                                name="one_unread_news_of_a_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NewsChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("follow", "New followers"),
                                    ("like", "Likes"),
                                    ("comment", "Comments"),
                                    ("mention", "Mentions"),
                                    ("reply", "Replies"),
                                    ("order", "Orders"),
                                    ("return", "Returns"),
                                    ("room", "Live rooms"),
                                    ("stock", "Back in stock"),
                                    ("price", "Lower prices"),
                                    ("group", "Groups"),
                                    ("message", "Messages"),
                                    ("shop", "Your shop"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("page", "On the page"), ("email", "By e-mail"), ("push", "On this device")],
                                max_length=5,
                                verbose_name="channel",
                            ),
                        ),
                        ("is_wanted", models.BooleanField(verbose_name="wanted")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="news_choices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "choice of news",
                        "verbose_name_plural": "choices of news",
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "kind", "channel"), name="one_choice_of_news")
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="person",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="one_person_per_email"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="person",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("handle", django.db.models.functions.text.Lower("handle"))),
                        name="handles_are_lower_case",
                    ),
                ),
            ]
        ),
    ]

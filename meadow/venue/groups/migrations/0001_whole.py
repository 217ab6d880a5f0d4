"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import meadow.venue.groups.models.groups
from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("groups", "0001_groups"),
        ("groups", "0002_links_and_points"),
        ("groups", "0003_invitations_in_parcels"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("live", "0001_whole"),
        ("people", "0001_whole"),
        ("people", "__first__"),
        ("talk", "0001_whole"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Group",
                    fields=[
                        (
                            "thread",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="group",
                                serialize=False,
                                to="talk.thread",
                                verbose_name="thread",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="what it is about")),
                        ("rules", models.TextField(blank=True, max_length=2000, verbose_name="rules")),
                        ("announcement", models.TextField(blank=True, max_length=1000, verbose_name="announcement")),
                        ("welcome", models.CharField(blank=True, max_length=500, verbose_name="welcome")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Closed")],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("is_listed", models.BooleanField(default=True, verbose_name="anybody can find it")),
                        ("capacity", models.PositiveIntegerField(default=500, verbose_name="holds at most")),
                        ("member_count", models.PositiveIntegerField(db_default=0, default=0, verbose_name="members")),
                        ("asks_first", models.BooleanField(default=False, verbose_name="somebody has to agree")),
                        (
                            "links_level",
                            models.PositiveSmallIntegerField(db_default=2, default=2, verbose_name="links from level"),
                        ),
                        (
                            "overflows",
                            models.BooleanField(default=True, verbose_name="goes on in another group when it is full"),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="series",
                                to="groups.group",
                                verbose_name="first of its series",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "picture",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.photo",
                                verbose_name="picture",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="groups_of_shop",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "group",
                        "verbose_name_plural": "groups",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("capacity__range", (2, 100000))), name="a_group_holds_some"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("member_count__lte", models.F("capacity"))),
                                name="a_group_is_never_too_full",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EntryRule",
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
                                    ("follows", "Follows the owner"),
                                    ("bought", "Has bought in the shop"),
                                    ("spent", "Has spent so much in the shop"),
                                    ("watched", "Has watched a room so long"),
                                    ("level", "Has a level in another group of the shop"),
                                    ("invited", "Has an invitation"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("amount", models.PositiveBigIntegerField(default=0, verbose_name="how much")),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entry_rules",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry rule",
                        "verbose_name_plural": "entry rules",
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "kind"), name="one_entry_rule_of_a_kind")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("verb", models.CharField(max_length=20, verbose_name="what was done")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to whom",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="log",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry in a group's log",
                        "verbose_name_plural": "entries in groups' logs",
                        "indexes": [models.Index(fields=["group", "-id"], name="entry_newest")],
                    },
                ),
                migrations.CreateModel(
                    name="Ban",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
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
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bans",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ban from a group",
                        "verbose_name_plural": "bans from groups",
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "person"), name="one_ban_per_person_and_group")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("word", models.CharField(max_length=60, verbose_name="word")),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="forbidden_words",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "word not said in groups",
                        "verbose_name_plural": "words not said in groups",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "word"), name="one_row_per_word_of_a_group", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                default=meadow.venue.groups.models.groups.new_code,
                                max_length=20,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=60, verbose_name="what it is for")),
                        (
                            "most",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="for at most so many"),
                        ),
                        (
                            "is_for_parcels",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="printed on packing slips"
                            ),
                        ),
                        ("used", models.PositiveIntegerField(db_default=0, default=0, verbose_name="used")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
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
                                verbose_name="made by",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation into a group",
                        "verbose_name_plural": "invitations into groups",
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("owner", "Owner"), ("admin", "Admin"), ("member", "Member")],
                                default="member",
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        ("points", models.PositiveIntegerField(db_default=0, default=0, verbose_name="points")),
                        ("level", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="level")),
                        ("source", models.CharField(default="direct", max_length=120, verbose_name="came from")),
                        ("pointed_at", models.DateTimeField(blank=True, null=True, verbose_name="last point at")),
                        (
                            "muted_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="may not speak until"),
                        ),
                        (
                            "joined_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="joined at"
                            ),
                        ),
                        ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="groups.group",
                                verbose_name="group",
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="invited by",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member",
                        "verbose_name_plural": "members",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("left_at", None)), fields=["person"], name="member_inside"
                            ),
                            models.Index(fields=["group", "-id"], name="member_newest"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "person"), name="one_membership_per_group"),
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None), ("role", "owner")),
                                fields=("group",),
                                name="one_owner_per_group",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                        ("source", models.CharField(default="direct", max_length=120, verbose_name="came from")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("let_in", "Let in"), ("declined", "Declined")],
                                default="waiting",
                                max_length=8,
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
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wishes",
                                to="groups.group",
                                verbose_name="group",
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
                        "verbose_name": "wish to come in",
                        "verbose_name_plural": "wishes to come in",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("group", "person"),
                                name="one_wish_at_a_time",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]

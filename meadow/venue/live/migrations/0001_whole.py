"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import meadow.venue.live.models.rooms
from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("live", "0001_rooms"),
        ("live", "0002_who_took_part"),
        ("live", "0003_recording_keeps_clock"),
        ("live", "0004_offers_tell_the_lowest_price"),
        ("live", "0005_talk_is_told"),
        ("live", "0006_clips_for_notes"),
        ("live", "0007_seats_are_accepted"),
        ("live", "0008_who_helps_has_accepted"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("notes", "0001_whole"),
        ("people", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("words", models.TextField(blank=True, max_length=2000, verbose_name="what it is about")),
                        ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                        ("is_permanent", models.BooleanField(default=False, verbose_name="permanent")),
                        ("is_public", models.BooleanField(default=False, verbose_name="announced")),
                        (
                            "age_from",
                            models.PositiveSmallIntegerField(default=0, verbose_name="for people from the age of"),
                        ),
                        (
                            "slow_seconds",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="seconds between two messages of one person"
                            ),
                        ),
                        (
                            "keeps_recording",
                            models.BooleanField(default=True, verbose_name="keep a recording to watch again"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("rehearsing", "Rehearsing"),
                                    ("live", "Live"),
                                    ("paused", "Paused"),
                                    ("closed", "Over"),
                                    ("cancelled", "Called off"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "path",
                            models.CharField(
                                default=meadow.venue.live.models.rooms.new_path,
                                editable=False,
                                max_length=32,
                                unique=True,
                                verbose_name="path of the stream",
                            ),
                        ),
                        (
                            "key_hash",
                            models.CharField(
                                blank=True, editable=False, max_length=64, verbose_name="hash of the stream key"
                            ),
                        ),
                        (
                            "key_made_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="stream key made at"
                            ),
                        ),
                        (
                            "reservation_count",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="reservations counted"),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                        (
                            "reminded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reminded at"),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
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
                            "host",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rooms",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="host",
                            ),
                        ),
                        (
                            "preview",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="previews_of",
                                to="notes.note",
                                verbose_name="preview note",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rooms",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "live room",
                        "verbose_name_plural": "live rooms",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "planned")), fields=["starts_at"], name="room_next"
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["live", "paused"])),
                                fields=["-changed_at"],
                                name="room_live",
                            ),
                            models.Index(fields=["host", "-id"], name="room_of_host"),
                            models.Index(
                                condition=models.Q(("shop__isnull", False)), fields=["shop", "-id"], name="room_of_shop"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("slow_seconds__lte", 300)), name="slow_mode_in_bounds"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["live", "paused"]), _negated=True),
                                    ("is_public", True),
                                    _connector="OR",
                                ),
                                name="a_live_room_is_public",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Talk",
                    fields=[
                        (
                            "room",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="talk",
                                serialize=False,
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                        ("told", models.BigIntegerField(default=0, verbose_name="told")),
                    ],
                    options={
                        "verbose_name": "talk of a room",
                        "verbose_name_plural": "talks of rooms",
                    },
                ),
                migrations.CreateModel(
                    name="Reservation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reservations",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reservations",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reservation",
                        "verbose_name_plural": "reservations",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("room", "person"), name="one_reservation_per_person_and_room"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_ban", models.BooleanField(default=False, verbose_name="may not enter")),
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
                                related_name="room_mutes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mutes",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mute in a room",
                        "verbose_name_plural": "mutes in rooms",
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "person"), name="one_mute_per_person_and_room")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForbiddenWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("word", models.CharField(max_length=60, verbose_name="word")),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="forbidden_words",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forbidden word",
                        "verbose_name_plural": "forbidden words",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("room", "word"), name="one_row_per_forbidden_word", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomSeat",
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
                                choices=[("cohost", "Co-host"), ("moderator", "Moderator")],
                                max_length=10,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted at")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="room_seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "seat in a room",
                        "verbose_name_plural": "seats in rooms",
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "person"), name="one_seat_per_person_and_room")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShelfItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_hidden", models.BooleanField(default=False, verbose_name="hidden")),
                        ("words", models.CharField(blank=True, max_length=60, verbose_name="words beside it")),
                        ("ask_count", models.PositiveIntegerField(default=0, verbose_name="asks counted")),
                        (
                            "put_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="put at"
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="on_shelves",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shelf",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product on a shelf",
                        "verbose_name_plural": "products on shelves",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "product"), name="one_place_on_a_shelf")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Show",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="opened at"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                        ("like_count", models.PositiveIntegerField(default=0, verbose_name="likes counted")),
                        ("message_count", models.PositiveIntegerField(default=0, verbose_name="messages counted")),
                        ("viewer_count", models.PositiveIntegerField(default=0, verbose_name="viewers counted")),
                        ("peak", models.PositiveIntegerField(default=0, verbose_name="most viewers at one time")),
                        ("here", models.PositiveIntegerField(default=0, verbose_name="viewers now")),
                        (
                            "opened_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="opened by",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shows",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "show",
                        "verbose_name_plural": "shows",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("room",),
                                name="one_show_at_a_time_in_a_room",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("engine", models.CharField(max_length=16, verbose_name="engine")),
                        ("name", models.CharField(max_length=200, verbose_name="name at the engine")),
                        ("began_at", models.DateTimeField(verbose_name="began at")),
                        ("seconds", models.FloatField(default=0, verbose_name="seconds")),
                        ("size", models.BigIntegerField(default=0, verbose_name="bytes")),
                        ("is_shown", models.BooleanField(default=True, verbose_name="can be watched again")),
                        ("gone_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted at")),
                        ("clock", models.JSONField(blank=True, default=list, verbose_name="clock")),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recordings",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recordings",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recording",
                        "verbose_name_plural": "recordings",
                        "ordering": ["began_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("engine", "name"), name="one_row_per_recording")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Raffle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(max_length=80, verbose_name="prize")),
                        ("prize", models.BigIntegerField(blank=True, null=True, verbose_name="promotion")),
                        (
                            "gate",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Everybody who takes part"),
                                    ("follow", "Who follows the host"),
                                    ("comment", "Who said something"),
                                    ("watch", "Who watched long enough"),
                                ],
                                default="",
                                max_length=8,
                                verbose_name="who may take part",
                            ),
                        ),
                        ("watch_seconds", models.PositiveIntegerField(default=0, verbose_name="seconds to watch")),
                        ("winners", models.PositiveSmallIntegerField(default=1, verbose_name="winners")),
                        ("seed", models.CharField(blank=True, max_length=64, verbose_name="seed")),
                        ("ends_at", models.DateTimeField(verbose_name="ends at")),
                        ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="drawn at")),
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
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="raffles",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "raffle",
                        "verbose_name_plural": "raffles",
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
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
                                    ("comment", "Comment"),
                                    ("like", "Like"),
                                    ("ask", "Question"),
                                    ("share", "Share"),
                                    ("follow", "Follow"),
                                    ("card", "Looked at goods"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participations",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participations",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "participation in a show",
                        "verbose_name_plural": "participations in shows",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("show", "person", "kind"), name="took_part_once_in_each_way"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("usual_price", models.BigIntegerField(verbose_name="price outside")),
                        (
                            "lowest_30",
                            models.BigIntegerField(
                                blank=True, null=True, verbose_name="lowest price of the 30 days before"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="pieces")),
                        (
                            "limit_each",
                            models.PositiveSmallIntegerField(default=1, verbose_name="pieces for each member"),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(verbose_name="ends at")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Over")],
                                default="open",
                                max_length=6,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "offer in a room",
                        "verbose_name_plural": "offers in rooms",
                        "indexes": [
                            models.Index(condition=models.Q(("state", "open")), fields=["variant"], name="offer_open")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("price__gte", 0), ("price__lt", models.F("usual_price"))),
                                name="an_offer_is_cheaper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__gt", models.F("starts_at")), ("limit_each__gte", 1), ("quantity__gte", 1)
                                ),
                                name="an_offer_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Minute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="minute")),
                        ("viewers", models.PositiveIntegerField(default=0, verbose_name="most viewers at one time")),
                        ("entered", models.PositiveIntegerField(default=0, verbose_name="entered")),
                        ("left", models.PositiveIntegerField(default=0, verbose_name="left")),
                        ("messages", models.PositiveIntegerField(default=0, verbose_name="messages")),
                        ("likes", models.PositiveIntegerField(default=0, verbose_name="likes")),
                        ("clicks", models.PositiveIntegerField(default=0, verbose_name="clicks on goods")),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="minutes",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "minute of a show",
                        "verbose_name_plural": "minutes of shows",
                        "ordering": ["at"],
                        "constraints": [models.UniqueConstraint(fields=("show", "at"), name="one_line_per_minute")],
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
                        ("text", models.CharField(max_length=300, verbose_name="message")),
                        ("mark", models.CharField(max_length=40, verbose_name="mark")),
                        ("is_question", models.BooleanField(default=False, verbose_name="is a question")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("pinned_at", models.DateTimeField(blank=True, null=True, verbose_name="pinned at")),
                        ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden at")),
                        (
                            "said_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="said at"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="room_messages",
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
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message in a room",
                        "verbose_name_plural": "messages in rooms",
                        "indexes": [
                            models.Index(fields=["room", "-id"], name="message_newest"),
                            models.Index(
                                condition=models.Q(("answered_at", None), ("hidden_at", None), ("is_question", True)),
                                fields=["room", "id"],
                                name="question_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "author", "mark"), name="one_message_per_mark"),
                            models.UniqueConstraint(
                                condition=models.Q(("pinned_at__isnull", False)),
                                fields=("room",),
                                name="one_pinned_message_per_room",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Explaining",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "began_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="began at"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="explained",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="explained",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chapter of a show",
                        "verbose_name_plural": "chapters of shows",
                        "ordering": ["began_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["product"], name="explained_now"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("show",),
                                name="one_product_explained_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExplainAsk",
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
                                related_name="explain_asks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asks",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wish for explanation",
                        "verbose_name_plural": "wishes for explanation",
                        "constraints": [
                            models.UniqueConstraint(fields=("show", "product", "person"), name="asked_to_explain_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stream",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("engine", models.CharField(max_length=16, verbose_name="engine")),
                        ("session", models.CharField(max_length=120, verbose_name="session")),
                        ("protocol", models.CharField(blank=True, max_length=10, verbose_name="protocol")),
                        ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="address")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asking"),
                                    ("on", "On air"),
                                    ("lost", "Connection lost"),
                                    ("ended", "Ended"),
                                ],
                                default="asked",
                                max_length=6,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began at")),
                        ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen at")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="streams",
                                to="live.room",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stream",
                        "verbose_name_plural": "streams",
                        "constraints": [
                            models.UniqueConstraint(fields=("engine", "session"), name="one_stream_per_session"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["on", "lost"])),
                                fields=("room",),
                                name="one_stream_on_air_per_room",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(unique=True, verbose_name="key")),
                        ("guest", models.UUIDField(blank=True, null=True, verbose_name="guest")),
                        ("source", models.CharField(default="direct", max_length=80, verbose_name="source")),
                        (
                            "entered_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="entered at"
                            ),
                        ),
                        (
                            "seen_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="last seen at"
                            ),
                        ),
                        ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                        (
                            "first_interacted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="first took part at"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="room_visits",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visits",
                                to="live.show",
                                verbose_name="show",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "visit",
                        "verbose_name_plural": "visits",
                        "indexes": [
                            models.Index(fields=["show", "person"], name="visit_of_person"),
                            models.Index(condition=models.Q(("left_at", None)), fields=["show"], name="visit_here"),
                            models.Index(
                                condition=models.Q(("person__isnull", False)),
                                fields=["person", "-entered_at"],
                                name="visits_of",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person__isnull", False), ("guest__isnull", False), _connector="OR"
                                ),
                                name="a_visit_is_somebodys",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RaffleEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entered_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="entered at"
                            ),
                        ),
                        ("has_won", models.BooleanField(default=False, verbose_name="won")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="raffle_entries",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "raffle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="live.raffle",
                                verbose_name="raffle",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of a raffle",
                        "verbose_name_plural": "entries of raffles",
                        "constraints": [
                            models.UniqueConstraint(fields=("raffle", "person"), name="one_entry_per_person_and_raffle")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clip",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("begins", models.FloatField(verbose_name="begins at second")),
                        ("ends", models.FloatField(verbose_name="ends at second")),
                        (
                            "cut_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="cut at"
                            ),
                        ),
                        (
                            "note",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clip",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "recording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clips",
                                to="live.recording",
                                verbose_name="recording",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clip",
                        "verbose_name_plural": "clips",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("begins__gte", 0),
                                    (
                                        "ends__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("begins"), "+", models.Value(4.999)
                                        ),
                                    ),
                                    (
                                        "ends__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("begins"), "+", models.Value(90.001)
                                        ),
                                    ),
                                ),
                                name="a_clip_in_bounds",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trade", "0011_ledger_is_kept"),
        ("notes", "0005_notes_say_that_they_earn"),
        ("goods", "0007_products_by_attributes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guest", models.UUIDField(blank=True, null=True, verbose_name="guest")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("room", "Live room"),
                            ("group", "Group"),
                            ("selection", "Buyer's selection"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=40, verbose_name="place")),
                ("hour", models.DateTimeField(verbose_name="hour")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
            ],
            options={
                "verbose_name": "touch",
                "verbose_name_plural": "touches",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Waiting for the shop"),
                            ("invited", "Invited"),
                            ("active", "Running"),
                            ("declined", "Declined"),
                            ("ended", "Ended"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("schedule", models.JSONField(default=list, verbose_name="terms")),
                (
                    "deadline_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days until it is shown"),
                ),
                (
                    "sample",
                    models.CharField(
                        choices=[
                            ("none", "No sample"),
                            ("free", "Free sample"),
                            ("refundable", "Refundable sample"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="sample",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="words of the buyer")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="words of the shop")),
                ("sold", models.PositiveIntegerField(default=0, verbose_name="sold")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began at")),
                ("show_by", models.DateTimeField(blank=True, null=True, verbose_name="to be shown by")),
                ("shown_at", models.DateTimeField(blank=True, null=True, verbose_name="first shown at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
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
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="buyer",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="goods.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement with a buyer",
                "verbose_name_plural": "agreements with buyers",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="linetouch",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="touches",
                to="trade.agreement",
                verbose_name="agreement",
            ),
        ),
        migrations.CreateModel(
            name="Buyer",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profession",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("active", "Buyer"),
                            ("refused", "Refused"),
                            ("left", "No longer a buyer"),
                        ],
                        default="active",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("curates", models.CharField(max_length=300, verbose_name="what you curate")),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="where else you show it",
                    ),
                ),
                ("terms_version", models.CharField(max_length=20, verbose_name="terms accepted")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
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
            ],
            options={
                "verbose_name": "buyer",
                "verbose_name_plural": "buyers",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shop", "All goods of the shop"),
                            ("open", "Open to every buyer"),
                            ("targeted", "For invited buyers"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("active", "Running"), ("ended", "Ended")],
                        default="draft",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="words to buyers")),
                ("rate", models.PositiveIntegerField(verbose_name="commission rate")),
                ("steps", models.JSONField(blank=True, default=list, verbose_name="higher rates from so many sold")),
                ("needs_approval", models.BooleanField(default=False, verbose_name="buyers apply first")),
                (
                    "deadline_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days until it is shown"),
                ),
                (
                    "sample",
                    models.CharField(
                        choices=[
                            ("none", "No sample"),
                            ("free", "Free sample"),
                            ("refundable", "Refundable sample"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="sample",
                    ),
                ),
                ("samples", models.PositiveIntegerField(blank=True, null=True, verbose_name="number of samples")),
                ("samples_given", models.PositiveIntegerField(default=0, verbose_name="samples promised")),
                ("whole_shop", models.BooleanField(default=False, verbose_name="all goods")),
                ("begins_at", models.DateTimeField(blank=True, null=True, verbose_name="begins at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"),
                ),
                ("launched_at", models.DateTimeField(blank=True, null=True, verbose_name="launched at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "collections",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="goods.collection", verbose_name="collections"
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(blank=True, related_name="+", to="goods.product", verbose_name="products"),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "commission plan",
                "verbose_name_plural": "commission plans",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="offer",
                        serialize=False,
                        to="goods.product",
                        verbose_name="product",
                    ),
                ),
                ("rate", models.PositiveIntegerField(verbose_name="commission rate")),
                ("sold_30", models.PositiveIntegerField(db_default=0, default=0, verbose_name="sold in 30 days")),
                ("sold_90", models.PositiveIntegerField(db_default=0, default=0, verbose_name="sold in 90 days")),
                ("return_rate", models.PositiveIntegerField(blank=True, null=True, verbose_name="return rate")),
                (
                    "offered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="offered at"
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="trade.plan",
                        verbose_name="commission plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer to buyers",
                "verbose_name_plural": "offers to buyers",
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="trade.plan",
                verbose_name="commission plan",
            ),
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("none", "No sample"),
                            ("free", "Free sample"),
                            ("refundable", "Refundable sample"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for the shop"),
                            ("refused", "Refused"),
                            ("approved", "Approved"),
                            ("sent", "On its way"),
                            ("received", "Received"),
                            ("settled", "Settled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("address", models.JSONField(blank=True, default=dict, verbose_name="address")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="words of the buyer")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="words of the shop")),
                ("carrier", models.CharField(blank=True, max_length=60, verbose_name="carrier")),
                ("tracking", models.CharField(blank=True, max_length=80, verbose_name="tracking number")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="received at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="samples",
                        to="trade.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sample",
                        to="trade.orderline",
                        verbose_name="purchase",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="of_sample",
                        to="trade.refund",
                        verbose_name="refund",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="goods.variant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample",
                "verbose_name_plural": "samples",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SelectionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="your words")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="added at"),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="selection",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="buyer",
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
            ],
            options={
                "verbose_name": "product of a selection",
                "verbose_name_plural": "products of selections",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="touch",
            name="earner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="earner",
            ),
        ),
        migrations.AddField(
            model_name="touch",
            name="note",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="notes.note",
                verbose_name="note",
            ),
        ),
        migrations.AddField(
            model_name="touch",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="touches",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="touch",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="goods.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="touch",
            name="shop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="goods.shop", verbose_name="shop"
            ),
        ),
        migrations.AddIndex(
            model_name="buyer",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["asked_at"], name="buyer_to_answer"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["shop", "state", "-id"], name="plan_of_shop"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False), ("state", "active")),
                fields=["ends_at"],
                name="plan_to_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__lte", 9000)), name="plan_rate_at_most_90_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("samples", None), ("samples_given__lte", models.F("samples")), _connector="OR"),
                name="no_more_samples_than_there_are",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins_at", None), ("ends_at", None), ("begins_at__lt", models.F("ends_at")), _connector="OR"
                ),
                name="a_plan_begins_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "shop"), models.Q(("state", "ended"), _negated=True)),
                fields=("shop",),
                name="one_default_plan_per_shop",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["-rate", "-product"], name="offer_by_rate"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["-sold_30", "-product"], name="offer_by_sales"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["shop", "state", "-id"], name="agreement_of_shop"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["buyer", "state", "-id"], name="agreement_of_buyer"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False), ("state", "active")),
                fields=["ends_at"],
                name="agreement_to_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")), fields=("buyer", "product"), name="one_running_agreement"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["applied", "invited"])),
                fields=("buyer", "product"),
                name="one_open_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True), ("began_at__isnull", False), _connector="OR"
                ),
                name="running_since_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                fields=("agreement",),
                name="one_sample_per_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "none"), _negated=True), name="a_sample_is_of_a_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="selectionitem",
            index=models.Index(fields=["buyer", "position", "id"], name="selection_in_order"),
        ),
        migrations.AddConstraint(
            model_name="selectionitem",
            constraint=models.UniqueConstraint(fields=("buyer", "product"), name="a_product_once_per_selection"),
        ),
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person", "-at"], name="touch_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(condition=models.Q(("guest__isnull", False)), fields=["guest"], name="touch_of_guest"),
        ),
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(fields=["at"], name="touch_age"),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest", None), ("person__isnull", False)),
                    models.Q(("guest__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="a_touch_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.UniqueConstraint(
                fields=("person", "guest", "earner", "kind", "note", "place", "shop", "product", "hour"),
                name="one_touch_an_hour",
                nulls_distinct=False,
            ),
        ),
    ]

"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import meadow.plumbing.private
from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("moving", "0001_imports_exports_history"),
        ("moving", "0002_exports_count_attempts"),
        ("moving", "0003_imports_fetch_photos"),
        ("moving", "0004_problems_name_rows"),
        ("moving", "0005_changes_may_be_left"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoryCustomer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=20, verbose_name="source")),
                        ("source_key", models.CharField(max_length=200, verbose_name="key at the source")),
                        ("name", models.CharField(blank=True, max_length=160, verbose_name="name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                        ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                        ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                        ("agreed_to_letters", models.BooleanField(default=False, verbose_name="agreed to letters")),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed at")),
                        ("order_count", models.PositiveIntegerField(default=0, verbose_name="orders counted")),
                        ("spent", models.BigIntegerField(default=0, verbose_name="spent")),
                        (
                            "brought_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="brought at"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="histories",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history_customers",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "customer before",
                        "verbose_name_plural": "customers before",
                    },
                ),
                migrations.CreateModel(
                    name="HistoryOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=20, verbose_name="source")),
                        ("source_key", models.CharField(max_length=200, verbose_name="key at the source")),
                        ("number", models.CharField(max_length=60, verbose_name="number")),
                        ("placed_at", models.DateTimeField(verbose_name="placed at")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("goods_total", models.BigIntegerField(default=0, verbose_name="goods total")),
                        ("shipping_total", models.BigIntegerField(default=0, verbose_name="shipping total")),
                        ("tax_total", models.BigIntegerField(default=0, verbose_name="tax total")),
                        ("discount_total", models.BigIntegerField(default=0, verbose_name="discount total")),
                        ("refunded_total", models.BigIntegerField(default=0, verbose_name="refunded total")),
                        ("total", models.BigIntegerField(verbose_name="total")),
                        ("payment_state", models.CharField(blank=True, max_length=40, verbose_name="payment")),
                        ("shipping_state", models.CharField(blank=True, max_length=40, verbose_name="shipping")),
                        (
                            "brought_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="brought at"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="orders",
                                to="moving.historycustomer",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history_orders",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order before",
                        "verbose_name_plural": "orders before",
                    },
                ),
                migrations.CreateModel(
                    name="HistoryLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("sku", models.CharField(blank=True, max_length=100, verbose_name="SKU")),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        (
                            "variant",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="history_lines",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="moving.historyorder",
                                verbose_name="order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of an order before",
                        "verbose_name_plural": "lines of orders before",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[("catalogue", "Products"), ("orders", "Orders"), ("customers", "Customers")],
                                default="catalogue",
                                max_length=9,
                                verbose_name="what",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "Uploaded"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("stopped", "Stopped"),
                                    ("failed", "Failed"),
                                    ("undoing", "Being undone"),
                                    ("undone", "Undone"),
                                ],
                                default="uploaded",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                storage=meadow.plumbing.private.private_files,
                                upload_to="imports/%Y/%m/",
                                verbose_name="file",
                            ),
                        ),
                        (
                            "photos",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                storage=meadow.plumbing.private.private_files,
                                upload_to="imports/%Y/%m/",
                                verbose_name="photos",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                        ("format", models.CharField(blank=True, max_length=40, verbose_name="format")),
                        ("encoding", models.CharField(blank=True, max_length=20, verbose_name="encoding")),
                        ("looked", models.JSONField(blank=True, default=dict, verbose_name="what was seen in it")),
                        ("mapping", models.JSONField(blank=True, default=dict, verbose_name="mapping")),
                        ("options", models.JSONField(blank=True, default=dict, verbose_name="options")),
                        ("is_trial", models.BooleanField(default=False, verbose_name="trial")),
                        ("rows_total", models.PositiveIntegerField(blank=True, null=True, verbose_name="rows")),
                        ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                        ("products_done", models.PositiveIntegerField(default=0, verbose_name="products done")),
                        ("counts", models.JSONField(blank=True, default=dict, verbose_name="counts")),
                        ("failure", models.TextField(blank=True, verbose_name="why it failed")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded at"
                            ),
                        ),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
                        ("beat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="imports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imports",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import",
                        "verbose_name_plural": "imports",
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="import_of_shop"),
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "running", "undoing"])),
                                fields=["beat_at"],
                                name="import_alive",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="historyorder",
                    name="brought_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to="moving.import",
                        verbose_name="brought by",
                    ),
                ),
                migrations.AddField(
                    model_name="historycustomer",
                    name="brought_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="customers",
                        to="moving.import",
                        verbose_name="brought by",
                    ),
                ),
                migrations.CreateModel(
                    name="ImportChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("made", models.BooleanField(verbose_name="made by it")),
                        ("before", models.JSONField(blank=True, default=dict, verbose_name="before")),
                        (
                            "after_mark",
                            models.CharField(blank=True, max_length=64, verbose_name="mark of what it said afterwards"),
                        ),
                        ("is_undone", models.BooleanField(default=False, verbose_name="undone")),
                        ("was_left", models.BooleanField(default=False, verbose_name="left as it is")),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="moving.import",
                                verbose_name="import",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="import_changes",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change by an import",
                        "verbose_name_plural": "changes by imports",
                        "constraints": [
                            models.UniqueConstraint(fields=("of", "product"), name="one_change_per_import_and_product")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.CharField(max_length=500, verbose_name="address")),
                        (
                            "alt",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="description for people who cannot see it"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("options", models.JSONField(blank=True, default=list, verbose_name="option values")),
                        ("row", models.PositiveIntegerField(default=0, verbose_name="row")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("fetched", "Fetched"), ("failed", "Failed")],
                                default="waiting",
                                max_length=7,
                                verbose_name="state",
                            ),
                        ),
                        ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                        (
                            "next_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="next try at"
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                        ("params", models.JSONField(blank=True, default=dict, verbose_name="values")),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="moving.import",
                                verbose_name="import",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="import_photos",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo of an import",
                        "verbose_name_plural": "photos of imports",
                        "indexes": [
                            models.Index(fields=["of", "state"], name="import_photo_by_state"),
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["next_at"], name="import_photo_due"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("of", "product", "address"), name="one_photo_per_import_and_address"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportProblem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.PositiveIntegerField(verbose_name="row")),
                        ("line", models.PositiveIntegerField(verbose_name="line")),
                        ("column", models.CharField(blank=True, max_length=200, verbose_name="column")),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("params", models.JSONField(blank=True, default=dict, verbose_name="values")),
                        (
                            "severity",
                            models.CharField(
                                choices=[("error", "Error"), ("warning", "Warning")],
                                max_length=7,
                                verbose_name="severity",
                            ),
                        ),
                        ("left_out", models.JSONField(blank=True, default=list, verbose_name="rows left out")),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="problems",
                                to="moving.import",
                                verbose_name="import",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "problem of an import",
                        "verbose_name_plural": "problems of imports",
                        "indexes": [models.Index(fields=["of", "row", "id"], name="problem_of_import")],
                    },
                ),
                migrations.CreateModel(
                    name="KnownMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[("catalogue", "Products"), ("orders", "Orders"), ("customers", "Customers")],
                                default="catalogue",
                                max_length=9,
                                verbose_name="what",
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint of the titles")),
                        ("mapping", models.JSONField(verbose_name="mapping")),
                        ("used_at", models.DateTimeField(auto_now=True, verbose_name="used at")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mappings",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "known mapping",
                        "verbose_name_plural": "known mappings",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "what", "fingerprint"), name="one_mapping_per_kind_of_file"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
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
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked for at"
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                        ("kept", models.JSONField(blank=True, default=dict, verbose_name="kept")),
                        (
                            "person",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="erasure",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "erasure",
                        "verbose_name_plural": "erasures",
                        "indexes": [
                            models.Index(condition=models.Q(("done_at", None)), fields=["due_at"], name="erasure_due")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("expired", "Expired"),
                                ],
                                default="waiting",
                                max_length=7,
                                verbose_name="state",
                            ),
                        ),
                        ("options", models.JSONField(blank=True, default=dict, verbose_name="options")),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="times begun"),
                        ),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                storage=meadow.plumbing.private.private_files,
                                upload_to="exports/%Y/%m/",
                                verbose_name="file",
                            ),
                        ),
                        ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes")),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                        ("parts_total", models.PositiveIntegerField(blank=True, null=True, verbose_name="parts")),
                        ("parts_done", models.PositiveIntegerField(default=0, verbose_name="parts done")),
                        ("counts", models.JSONField(blank=True, default=dict, verbose_name="counts")),
                        ("failure", models.TextField(blank=True, verbose_name="why it failed")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked for at"
                            ),
                        ),
                        ("beat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exports",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "export",
                        "verbose_name_plural": "exports",
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="export_of_shop"),
                            models.Index(fields=["by", "-id"], name="export_of_person"),
                            models.Index(
                                condition=models.Q(("state", "done")), fields=["expires_at"], name="export_expiry"
                            ),
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="historyorder",
                    index=models.Index(fields=["shop", "-placed_at", "-id"], name="history_order_of_shop"),
                ),
                migrations.AddConstraint(
                    model_name="historyorder",
                    constraint=models.UniqueConstraint(
                        fields=("shop", "source", "source_key"), name="one_history_order_per_key"
                    ),
                ),
                migrations.AddIndex(
                    model_name="historycustomer",
                    index=models.Index(fields=["shop", "-id"], name="history_customer_of_shop"),
                ),
                migrations.AddConstraint(
                    model_name="historycustomer",
                    constraint=models.UniqueConstraint(
                        fields=("shop", "source", "source_key"), name="one_history_customer_per_key"
                    ),
                ),
            ]
        ),
    ]

"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import meadow.goods.models.shops
import meadow.plumbing.private
from meadow.plumbing.together import Together


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("goods", "0001_shops_and_products"),
        ("goods", "0002_names_in_words"),
        ("goods", "0003_shops_move_in_and_out"),
        ("goods", "0004_invitations_to_persons"),
        ("goods", "0005_the_desk_finds_and_counts"),
        ("goods", "0006_products_found_and_counted"),
        ("goods", "0007_products_by_attributes"),
        ("goods", "0008_stock_for_occasions"),
        ("goods", "0009_stock_tells_later"),
        ("goods", "0010_parts_know_their_bundles"),
        ("goods", "0011_wishes_for_stock"),
        ("goods", "0012_stock_leaves_as_samples"),
    ]

    dependencies = [
        ("people", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Variant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sku", models.CharField(blank=True, max_length=100, verbose_name="SKU")),
                        (
                            "option_values",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=100),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="option values",
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("compare_at", models.BigIntegerField(blank=True, null=True, verbose_name="price before")),
                        ("cost", models.BigIntegerField(blank=True, null=True, verbose_name="cost")),
                        ("barcode", models.CharField(blank=True, max_length=50, verbose_name="barcode")),
                        (
                            "weight_grams",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="weight in grams"),
                        ),
                        ("length_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="length in mm")),
                        ("width_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="width in mm")),
                        ("height_mm", models.PositiveIntegerField(blank=True, null=True, verbose_name="height in mm")),
                        (
                            "net_amount",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=9, null=True, verbose_name="net amount"
                            ),
                        ),
                        (
                            "net_unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("g", "g"),
                                    ("kg", "kg"),
                                    ("ml", "ml"),
                                    ("l", "l"),
                                    ("cm", "cm"),
                                    ("m", "m"),
                                    ("m2", "m²"),
                                    ("piece", "pieces"),
                                ],
                                max_length=5,
                                verbose_name="unit of the net amount",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("source_key", models.CharField(blank=True, max_length=200, verbose_name="key at the source")),
                        (
                            "photo",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.photo",
                                verbose_name="photo",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "variant",
                        "verbose_name_plural": "variants",
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "road",
                            models.CharField(
                                choices=[
                                    ("notes", "I share notes already"),
                                    ("new", "I begin here"),
                                    ("moving", "I sell elsewhere already"),
                                ],
                                default="new",
                                max_length=6,
                                verbose_name="road",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("begun", "Begun"),
                                    ("handed_in", "Handed in"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                ],
                                default="begun",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("legal_name", models.CharField(blank=True, max_length=160, verbose_name="legal name")),
                        (
                            "registration",
                            models.CharField(blank=True, max_length=60, verbose_name="registration number"),
                        ),
                        ("tax_number", models.CharField(blank=True, max_length=40, verbose_name="tax number")),
                        ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                        ("address", models.TextField(blank=True, max_length=500, verbose_name="address")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                        ("what", models.TextField(blank=True, max_length=2000, verbose_name="what you sell")),
                        (
                            "contract_version",
                            models.CharField(blank=True, max_length=20, verbose_name="version of the contract"),
                        ),
                        (
                            "contract_accepted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="contract accepted at"),
                        ),
                        ("deposit", models.BigIntegerField(blank=True, null=True, verbose_name="deposit")),
                        (
                            "fee_basis_points",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="fee in hundredths of a per cent"
                            ),
                        ),
                        (
                            "deposit_received_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="deposit received at"),
                        ),
                        (
                            "answer",
                            models.TextField(blank=True, max_length=4000, verbose_name="what operators answered"),
                        ),
                        (
                            "begun_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
                            ),
                        ),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in at")),
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
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "application",
                        "verbose_name_plural": "applications",
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationAnswer",
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
                                    ("begun", "Begun"),
                                    ("handed_in", "Handed in"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                ],
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=4000, verbose_name="words")),
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        (
                                            "unreadable",
                                            "A document cannot be read. Please send it again, whole and sharp.",
                                        ),
                                        (
                                            "expired",
                                            "A document is out of date. Please send the one that is valid now.",
                                        ),
                                        (
                                            "names_differ",
                                            "The names in the answers and in the documents differ. Please make them agree.",
                                        ),
                                        (
                                            "wrong_kind",
                                            "This looks like another kind of shop. Please choose the kind that fits.",
                                        ),
                                        (
                                            "no_brand_right",
                                            "The right to the brand is not shown. Please add a document that shows it.",
                                        ),
                                        (
                                            "goods_unclear",
                                            "It is not clear what you sell. Please describe it or add a product with photos.",
                                        ),
                                        (
                                            "goods_not_allowed",
                                            "Some of these goods may not be sold here. Please take them out.",
                                        ),
                                        ("story_misleads", "The name or story may mislead people. Please change it."),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="reasons",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="goods.application",
                                verbose_name="application",
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
                    ],
                    options={
                        "verbose_name": "answer",
                        "verbose_name_plural": "answers",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationDocument",
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
                                    ("identity", "Proof of identity"),
                                    ("registration", "Business registration"),
                                    ("brand", "Right to the brand"),
                                    ("other", "Another paper"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                max_length=200,
                                storage=meadow.plumbing.private.private_files,
                                upload_to="applications/%Y/%m/",
                                verbose_name="file",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("size", models.PositiveIntegerField(verbose_name="bytes")),
                        (
                            "put_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="put at"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="documents",
                                to="goods.application",
                                verbose_name="application",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "ordering": ["kind", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BulkEdit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("publish", "Put on sale"),
                                    ("draft", "Make a draft of it"),
                                    ("archive", "Archive"),
                                    ("add_tag", "Add a tag"),
                                    ("remove_tag", "Take a tag away"),
                                    ("collect", "Add to a collection"),
                                    ("uncollect", "Take out of a collection"),
                                    ("categorise", "Set the category"),
                                    ("reprice", "Change the price"),
                                ],
                                max_length=10,
                                verbose_name="verb",
                            ),
                        ),
                        ("terms", models.JSONField(blank=True, default=dict, verbose_name="terms")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("going", "On its way"),
                                    ("done", "Done"),
                                    ("undoing", "Being taken back"),
                                    ("undone", "Taken back"),
                                ],
                                default="going",
                                max_length=7,
                                verbose_name="state",
                            ),
                        ),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="products")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                        ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                        ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                        (
                            "begun_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change to many products",
                        "verbose_name_plural": "changes to many products",
                    },
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "google_id",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="number in Google's taxonomy"
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="children",
                                to="goods.category",
                                verbose_name="parent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["position", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="Attribute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="slug")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("choice", "One of several"),
                                    ("choices", "Any of several"),
                                    ("number", "A number"),
                                    ("text", "Words"),
                                    ("flag", "Yes or no"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                        ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                        (
                            "google_name",
                            models.CharField(blank=True, max_length=60, verbose_name="name in Google's feed"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "categories",
                            models.ManyToManyField(
                                related_name="attributes", to="goods.category", verbose_name="categories"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribute",
                        "verbose_name_plural": "attributes",
                        "ordering": ["position", "slug"],
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
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        (
                            "handle",
                            models.CharField(
                                max_length=80,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z0-9]+(-[a-z0-9]+)*$",
                                        "Small letters and digits, with single hyphens between.",
                                    )
                                ],
                                verbose_name="handle",
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="words")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_shown", models.BooleanField(default=True, verbose_name="shown on the shop's page")),
                        (
                            "begun_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
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
                    ],
                    options={
                        "verbose_name": "collection",
                        "verbose_name_plural": "collections",
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Product",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        (
                            "handle",
                            models.CharField(
                                max_length=120,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z0-9]+(-[a-z0-9]+)*$",
                                        "Small letters and digits, with single hyphens between.",
                                    )
                                ],
                                verbose_name="handle",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "description",
                            models.TextField(
                                blank=True,
                                help_text="Simple HTML; it is cleaned when it is saved.",
                                max_length=40000,
                                verbose_name="description",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("active", "Active"), ("archived", "Archived")],
                                default="draft",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("goods", "Goods that are sent"),
                                    ("digital", "Digital goods"),
                                    ("bundle", "Bundle of other products"),
                                ],
                                default="goods",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("brand", models.CharField(blank=True, max_length=120, verbose_name="brand")),
                        (
                            "tags",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="tags",
                            ),
                        ),
                        (
                            "options",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="options",
                            ),
                        ),
                        ("price_from", models.BigIntegerField(default=0, verbose_name="lowest price")),
                        ("price_to", models.BigIntegerField(default=0, verbose_name="highest price")),
                        (
                            "compare_at_from",
                            models.BigIntegerField(blank=True, null=True, verbose_name="lowest price before"),
                        ),
                        ("in_stock", models.BooleanField(default=False, verbose_name="in stock")),
                        ("attributes", models.JSONField(blank=True, default=dict, verbose_name="attributes")),
                        ("size_table", models.JSONField(blank=True, default=dict, verbose_name="size table")),
                        ("care", models.TextField(blank=True, max_length=2000, verbose_name="care")),
                        ("origin", models.CharField(blank=True, max_length=2, verbose_name="country of origin")),
                        (
                            "tax_class",
                            models.CharField(
                                choices=[
                                    ("standard", "Standard rate"),
                                    ("reduced", "Reduced rate"),
                                    ("zero", "Zero rate"),
                                    ("exempt", "Exempt from tax"),
                                ],
                                default="standard",
                                max_length=8,
                                verbose_name="tax class",
                            ),
                        ),
                        (
                            "seo_title",
                            models.CharField(blank=True, max_length=120, verbose_name="title for search engines"),
                        ),
                        (
                            "seo_description",
                            models.CharField(blank=True, max_length=400, verbose_name="description for search engines"),
                        ),
                        (
                            "preorder_ships_on",
                            models.DateField(blank=True, null=True, verbose_name="pre-order, sent from"),
                        ),
                        ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="put on sale at")),
                        ("source", models.CharField(blank=True, max_length=20, verbose_name="source")),
                        ("source_key", models.CharField(blank=True, max_length=200, verbose_name="key at the source")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                        (
                            "categories",
                            models.ManyToManyField(
                                blank=True, related_name="products", to="goods.category", verbose_name="categories"
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
                    ],
                    options={
                        "verbose_name": "product",
                        "verbose_name_plural": "products",
                    },
                ),
                migrations.CreateModel(
                    name="DigitalFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                max_length=200,
                                storage=meadow.plumbing.private.private_files,
                                upload_to="digital/%Y/%m/",
                                verbose_name="file",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
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
                                related_name="files",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "digital file",
                        "verbose_name_plural": "digital files",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "collection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="goods.collection",
                                verbose_name="collection",
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
                        "verbose_name": "product of a collection",
                        "verbose_name_plural": "products of a collection",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("collection", "product"), name="a_product_once_per_collection"
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="collection",
                    name="products",
                    field=models.ManyToManyField(
                        related_name="collections",
                        through="goods.CollectionItem",
                        to="goods.product",
                        verbose_name="products",
                    ),
                ),
                migrations.CreateModel(
                    name="BulkEditItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_done", models.BooleanField(db_default=False, verbose_name="done")),
                        ("before", models.JSONField(blank=True, null=True, verbose_name="before")),
                        ("after", models.JSONField(blank=True, null=True, verbose_name="after")),
                        (
                            "refusal",
                            models.CharField(blank=True, db_default="", max_length=300, verbose_name="refusal"),
                        ),
                        (
                            "edit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="goods.bulkedit",
                                verbose_name="change",
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
                        "verbose_name": "product of a change to many",
                        "verbose_name_plural": "products of a change to many",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_done", False)),
                                fields=["edit", "product"],
                                name="bulk_item_to_do",
                            ),
                            models.Index(
                                condition=models.Q(("refusal", ""), _negated=True),
                                fields=["edit", "product"],
                                name="bulk_item_refused",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("edit", "product"), name="a_product_once_per_bulk_edit")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        (
                            "alt",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="description for people who cannot see it"
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=500, verbose_name="source")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "photo",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.photo",
                                verbose_name="photo",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product photo",
                        "verbose_name_plural": "product photos",
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RanLow",
                    fields=[
                        (
                            "variant",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "variant that ran low",
                        "verbose_name_plural": "variants that ran low",
                    },
                ),
                migrations.AddField(
                    model_name="variant",
                    name="product",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="goods.product",
                        verbose_name="product",
                    ),
                ),
                migrations.CreateModel(
                    name="PriceChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="price_changes",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "price change",
                        "verbose_name_plural": "price changes",
                        "indexes": [models.Index(fields=["variant", "-at"], name="goods_price_variant_051dee_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="BundlePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(default=1, verbose_name="quantity")),
                        (
                            "bundle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="goods.variant",
                                verbose_name="bundle",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="part_of",
                                to="goods.variant",
                                verbose_name="part",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "part of a bundle",
                        "verbose_name_plural": "parts of bundles",
                        "constraints": [
                            models.UniqueConstraint(fields=("bundle", "part"), name="a_part_once_per_bundle"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)), name="parts_are_at_least_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bundle", models.F("part")), _negated=True),
                                name="no_bundle_in_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
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
                                choices=[("owner", "Owner"), ("editor", "Editor"), ("support", "Support")],
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "seat",
                        "verbose_name_plural": "seats",
                    },
                ),
                migrations.CreateModel(
                    name="Shop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        (
                            "handle",
                            models.CharField(
                                max_length=50,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z0-9]+(-[a-z0-9]+)*$",
                                        "Small letters and digits, with single hyphens between.",
                                    )
                                ],
                                verbose_name="handle",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("story", models.TextField(blank=True, max_length=4000, verbose_name="story")),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                        (
                            "currency",
                            models.CharField(
                                default=meadow.goods.models.shops.trading_currency,
                                max_length=3,
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("individual", "Individual"),
                                    ("sole_trader", "Sole trader"),
                                    ("enterprise", "Enterprise"),
                                    ("flagship", "Flagship"),
                                ],
                                default="individual",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "Being prepared"),
                                    ("open", "Open"),
                                    ("suspended", "Suspended"),
                                    ("closed", "Closed"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "state_reason",
                            models.TextField(blank=True, max_length=2000, verbose_name="reason for the state"),
                        ),
                        ("holiday_from", models.DateField(blank=True, null=True, verbose_name="on holiday from")),
                        ("holiday_until", models.DateField(blank=True, null=True, verbose_name="on holiday until")),
                        (
                            "holiday_words",
                            models.CharField(blank=True, max_length=300, verbose_name="words for the holiday"),
                        ),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="opened at"
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
                            "team",
                            models.ManyToManyField(
                                related_name="shops",
                                through="goods.Seat",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "shop",
                        "verbose_name_plural": "shops",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("holiday_from", None), ("holiday_until", None)),
                                    models.Q(("holiday_from__isnull", False), ("holiday_until", None)),
                                    ("holiday_from__lte", models.F("holiday_until")),
                                    _connector="OR",
                                ),
                                name="a_holiday_begins_before_it_ends",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="seat",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                migrations.AddField(
                    model_name="product",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="products",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
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
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                        (
                            "role",
                            models.CharField(
                                choices=[("owner", "Owner"), ("editor", "Editor"), ("support", "Support")],
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("taken_back", "Taken back"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "word_hash",
                            models.CharField(max_length=64, unique=True, verbose_name="hash of the secret word"),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="sent at"
                            ),
                        ),
                        ("expires_at", models.DateTimeField(verbose_name="expires at")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="invitations_sent",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="invited by",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken by",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations_to",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["email"], name="invitation_open_by_email"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("shop", "email"),
                                name="one_open_invitation_per_address",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerHandle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handle",
                            models.CharField(
                                max_length=50,
                                unique=True,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z0-9]+(-[a-z0-9]+)*$",
                                        "Small letters and digits, with single hyphens between.",
                                    )
                                ],
                                verbose_name="handle",
                            ),
                        ),
                        (
                            "left_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="left at"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_handles",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "former handle",
                        "verbose_name_plural": "former handles",
                    },
                ),
                migrations.AddField(
                    model_name="collection",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collections",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                migrations.AddField(
                    model_name="bulkedit",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulk_edits",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                migrations.AddField(
                    model_name="application",
                    name="shop",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="application",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                migrations.CreateModel(
                    name="Stock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on_hand", models.IntegerField(default=0, verbose_name="on hand")),
                        ("held", models.IntegerField(default=0, verbose_name="held")),
                        (
                            "reserved",
                            models.IntegerField(db_default=0, default=0, verbose_name="reserved for live rooms"),
                        ),
                        ("is_tracked", models.BooleanField(default=True, verbose_name="counted")),
                        (
                            "sells_on",
                            models.BooleanField(default=False, verbose_name="may be sold when nothing is on hand"),
                        ),
                        ("low_at", models.PositiveIntegerField(blank=True, null=True, verbose_name="running low at")),
                        ("is_low", models.BooleanField(default=False, editable=False, verbose_name="running low")),
                        (
                            "is_part",
                            models.BooleanField(
                                db_default=False, default=False, editable=False, verbose_name="part of a bundle"
                            ),
                        ),
                        (
                            "is_stale",
                            models.BooleanField(
                                db_default=False, default=False, editable=False, verbose_name="not told everywhere"
                            ),
                        ),
                        (
                            "newly_sold",
                            models.IntegerField(
                                db_default=0, default=0, editable=False, verbose_name="sold, not summed up"
                            ),
                        ),
                        (
                            "variant",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stock",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock",
                        "verbose_name_plural": "stock",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("is_stale", True), models.Q(("newly_sold", 0), _negated=True), _connector="OR"
                                ),
                                fields=["id"],
                                name="stock_to_keep_up",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("held__gte", 0)), name="held_is_not_negative"),
                            models.CheckConstraint(
                                condition=models.Q(("reserved__gte", 0)), name="reserved_is_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_tracked", False),
                                    ("sells_on", True),
                                    (
                                        "on_hand__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("held"), "+", models.F("reserved")
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="never_oversold",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockSlice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("occasion", models.CharField(max_length=40, verbose_name="occasion")),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        ("taken", models.PositiveIntegerField(default=0, verbose_name="taken")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Closed")],
                                default="open",
                                max_length=6,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="opened at"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slices",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "slice of stock",
                        "verbose_name_plural": "slices of stock",
                        "constraints": [
                            models.UniqueConstraint(fields=("occasion", "variant"), name="one_slice_per_occasion"),
                            models.CheckConstraint(
                                condition=models.Q(("taken__lte", models.F("quantity"))), name="slice_not_overdrawn"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockWish",
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
                        ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stock_wishes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wishes",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "wish for something sold out",
                        "verbose_name_plural": "wishes for what is sold out",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("told_at", None)), fields=["variant"], name="wish_waiting"
                            ),
                            models.Index(fields=["member", "-id"], name="wish_of_member"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("told_at", None)),
                                fields=("member", "variant"),
                                name="one_wish_per_variant",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrailEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("verb", models.CharField(max_length=40, verbose_name="verb")),
                        ("said", models.JSONField(blank=True, default=dict, verbose_name="said")),
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
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="trail",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "trail entry",
                        "verbose_name_plural": "trail entries",
                        "indexes": [models.Index(fields=["shop", "-id"], name="trail_of_shop")],
                    },
                ),
                migrations.CreateModel(
                    name="Warehouse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                        ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="warehouses",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "warehouse",
                        "verbose_name_plural": "warehouses",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "name"), name="one_warehouse_per_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockLevel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on_hand", models.IntegerField(default=0, verbose_name="on hand")),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="levels",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="levels",
                                to="goods.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock level",
                        "verbose_name_plural": "stock levels",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("warehouse", "variant"), name="one_level_per_warehouse_and_variant"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("change", models.IntegerField(verbose_name="change")),
                        ("on_hand", models.IntegerField(verbose_name="on hand afterwards")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("counted", "Counted"),
                                    ("received", "Received"),
                                    ("sold", "Sold"),
                                    ("put_back", "Put back"),
                                    ("damaged", "Damaged"),
                                    ("lost", "Lost"),
                                    ("moved", "Moved"),
                                    ("imported", "Imported"),
                                    ("sample", "Given as a sample"),
                                ],
                                max_length=8,
                                verbose_name="reason",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="words")),
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
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stock_changes",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="changes",
                                to="goods.warehouse",
                                verbose_name="warehouse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock change",
                        "verbose_name_plural": "stock changes",
                        "indexes": [models.Index(fields=["variant", "-id"], name="stock_change_of_variant")],
                    },
                ),
                migrations.CreateModel(
                    name="ProductStock",
                    fields=[
                        (
                            "product",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="stock_sum",
                                serialize=False,
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        ("variants", models.PositiveIntegerField(db_default=0, verbose_name="variants")),
                        ("on_hand", models.IntegerField(db_default=2147483647, verbose_name="on hand")),
                        ("is_low", models.BooleanField(db_default=False, verbose_name="running low")),
                        ("sold", models.IntegerField(db_default=0, verbose_name="sold")),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stock of a product",
                        "verbose_name_plural": "stock of products",
                        "indexes": [
                            models.Index(fields=["shop", "on_hand", "product"], name="product_stock_by_on_hand"),
                            models.Index(fields=["shop", "sold", "product"], name="product_stock_by_sold"),
                            models.Index(
                                condition=models.Q(("is_low", True)),
                                fields=["shop", "product"],
                                name="product_stock_low",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductWords",
                    fields=[
                        (
                            "product",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="found_by",
                                serialize=False,
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        ("words", django.contrib.postgres.search.SearchVectorField(verbose_name="words")),
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
                        "verbose_name": "words of a product",
                        "verbose_name_plural": "words of products",
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="product_words")],
                    },
                ),
                migrations.AddField(
                    model_name="ranlow",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                migrations.AddIndex(
                    model_name="variant",
                    index=models.Index(fields=["sku"], name="goods_varia_sku_87b024_idx"),
                ),
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("price__gte", 0)), name="price_is_not_negative"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("price__lte", 100000000000)), name="price_is_not_absurd"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("net_amount__isnull", True), ("net_amount__gt", 0), _connector="OR"),
                        name="net_amount_is_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("compare_at__isnull", True), ("compare_at__gte", 0), _connector="OR"),
                        name="compare_at_is_not_negative",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="variant",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("product", "option_values"),
                        name="one_variant_per_option_values",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="seat",
                    constraint=models.UniqueConstraint(fields=("shop", "person"), name="one_seat_per_person_and_shop"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(
                        condition=models.Q(("status", "active")), fields=["-published_at", "-id"], name="product_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["shop", "status", "-id"], name="product_of_shop"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["shop", "-id"], name="product_of_shop_newest"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["shop", "title", "id"], name="product_of_shop_by_title"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["shop", "price_from", "id"], name="product_of_shop_by_price"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["shop", "changed_at", "id"], name="product_of_shop_by_change"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(
                        condition=models.Q(("cover", None)), fields=["shop", "-id"], name="product_without_photo"
                    ),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(
                        condition=models.Q(("in_stock", False)), fields=["shop", "-id"], name="product_sold_out"
                    ),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(
                        condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="product_due"
                    ),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="product_tags"),
                ),
                migrations.AddIndex(
                    model_name="product",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["attributes"], name="product_attributes", opclasses=["jsonb_path_ops"]
                    ),
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.UniqueConstraint(fields=("shop", "handle"), name="one_product_per_handle"),
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("shop", "source", "source_key"),
                        name="one_product_per_source_key",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="collection",
                    constraint=models.UniqueConstraint(fields=("shop", "handle"), name="one_collection_per_handle"),
                ),
                migrations.AddIndex(
                    model_name="bulkedit",
                    index=models.Index(fields=["shop", "-id"], name="bulk_edit_of_shop"),
                ),
                migrations.AddIndex(
                    model_name="application",
                    index=models.Index(
                        condition=models.Q(("state", "handed_in")),
                        fields=["handed_in_at", "id"],
                        name="application_waiting",
                    ),
                ),
            ]
        ),
        # Room on each page for the next versions of its rows: a hold then touches no index.
        migrations.RunSQL(
            "ALTER TABLE goods_stock SET (fillfactor = 70)", "ALTER TABLE goods_stock RESET (fillfactor)"
        ),
    ]
